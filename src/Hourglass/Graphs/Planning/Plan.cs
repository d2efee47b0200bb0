using Hourglass.Graphs.Operations;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Planning;

/// <summary>
/// A graph made ready to run: what is computed when, in which blocks, and where every value lies. Made once; tells parameters, work and
/// memory before the first run.
/// </summary>
public sealed class Plan
{
    private Plan(Graph graph, IReadOnlyList<Node> roots, bool assign, int capacity, KernelWidth width)
    {
        Graph = graph;
        Capacity = capacity;
        Width = width;
        Schedule = Schedule.Make(graph, roots, assign, capacity);
        Placement = new Placement(Schedule, roots, capacity);
    }

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>Most rows of a batch.</summary>
    public int Capacity { get; }

    /// <summary>Register width of the kernels.</summary>
    public KernelWidth Width { get; }

    /// <summary>Number of barriers in a run.</summary>
    public int Waves => Schedule.Waves.Count;

    internal IEnumerable<Node> Scalars => Graph.Nodes.Where(node => node.Operation is ScalarInput);

    // Kernels may read a panel from where any of them lies.
    internal long ScalarSize => (Scalars.Count() + 1) * (long)Layout.Slack;

    internal Schedule Schedule { get; }

    internal Placement Placement { get; }

    /// <summary>Plans a graph.</summary>
    /// <param name="graph">The graph; its assignments take part if <paramref name="assign"/> says so.</param>
    /// <param name="roots">Values that can be read after a run.</param>
    /// <param name="assign">Whether a run ends with the graph's assignments: true for training steps.</param>
    /// <param name="capacity">Most rows of a batch.</param>
    /// <param name="width">Register width; the machine's widest when null.</param>
    public static Plan Make(Graph graph, IReadOnlyList<Node> roots, bool assign, int capacity, KernelWidth? width = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return new Plan(graph, roots, assign, capacity, width ?? KernelWidths.Default);
    }

    /// <summary>Bytes of memory that an executor of this plan takes for itself, <see cref="Execution.StoredValues"/> not counted.</summary>
    /// <param name="threads">Size of its team.</param>
    public long BytesFor(int threads) => (Placement.ArenaSize + (threads * Placement.ScratchSize) + ScalarSize) * sizeof(float);

    /// <summary>What a run costs.</summary>
    public PlanDescription Describe() => new(
        Graph.Nodes.Where(node => node.Operation is Parameter).Sum(node => (long)node.Shape.Count),
        Schedule.Waves.SelectMany(wave => wave).Sum(pipeline => pipeline.Nodes.Sum(node => node.Operation.Flops(node, pipeline.Rows(Capacity)))),
        (Placement.ArenaSize + Placement.ScratchSize) * sizeof(float),
        Waves);

    internal Kernel Compile(Node node) => Width switch
    {
        KernelWidth.Bits512 => node.Operation.Compile<Lanes512>(node),
        KernelWidth.Bits256 => node.Operation.Compile<Lanes256>(node),
        KernelWidth.Bits128 => node.Operation.Compile<Lanes128>(node),
        _ => node.Operation.Compile<ScalarLanes>(node),
    };
}

/// <summary>What a run of a plan costs.</summary>
/// <param name="Parameters">Trained numbers.</param>
/// <param name="FlopsPerRun">Floating-point operations of a run with a full batch.</param>
/// <param name="Bytes">Memory for values between operations, with one worker's scratch memory.</param>
/// <param name="Waves">Stretches between barriers.</param>
public sealed record PlanDescription(long Parameters, long FlopsPerRun, long Bytes, int Waves);
