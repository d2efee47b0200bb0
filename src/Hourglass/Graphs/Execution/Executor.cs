using System.Diagnostics;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Execution;

/// <summary>
/// A plan with memory: runs the graph, again and again, without allocating. Not safe for several threads at once; each takes an executor
/// of its own, sharing <see cref="StoredValues"/>.
/// </summary>
public sealed class Executor
{
    // Smaller matrices are still in the cache from the step before.
    private const int MostSoon = 4, FewestFetched = 1 << 18;

    private readonly Plan _plan;
    private readonly AlignedMemory _arena, _scalars, _scratch;
    private readonly Dictionary<Node, Step> _steps = [];
    private readonly Dictionary<Node, long> _scalarOffsets = [];
    private readonly StoredValues _stored;
    private readonly Wave[] _waves;
    private readonly int _threads;

    /// <summary>Binds a plan to memory.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="stored">Parameters and states; must hold every stored leaf of the plan.</param>
    /// <param name="threads">Size of the teams that will run it.</param>
    public Executor(Plan plan, StoredValues stored, int threads)
    {
        _plan = plan;
        _stored = stored;
        _threads = threads;
        _arena = new AlignedMemory(plan.Placement.ArenaSize);
        _scratch = new AlignedMemory(plan.Placement.ScratchSize * threads);
        _scalars = new AlignedMemory(plan.ScalarSize);
        foreach (Node scalar in plan.Scalars) _scalarOffsets[scalar] = _scalarOffsets.Count * (long)Layout.Slack;
        _waves = [.. plan.Schedule.Waves.Select(wave => new Wave(this, [.. wave.Select(Bind)]))];
        Run = new RunSettings { Rows = plan.Capacity };
    }

    /// <summary>What the next run is given: rows, step, seed.</summary>
    public RunSettings Run { get; }

    /// <summary>Nanoseconds by operation since <see cref="StartProfile"/>, all threads added up.</summary>
    public IReadOnlyDictionary<Node, double> Profile => _plan.Schedule.Waves.SelectMany(wave => wave).SelectMany(pipeline => pipeline.Nodes)
        .ToDictionary(node => node, node => _waves.Sum(wave => wave.TicksOf(node)) * 1e9 / Stopwatch.Frequency);

    /// <summary>Bytes of memory it owns, <see cref="StoredValues"/> not counted.</summary>
    public long Bytes => (_arena.Length + _scratch.Length + _scalars.Length) * sizeof(float);

    internal bool IsProfiling { get; private set; }

    /// <summary>Says where the rows of an input come from.</summary>
    public void BindInput(Node input, IRowSource source)
    {
        if (_steps.TryGetValue(input, out Step? step)) step.Source = source;
    }

    /// <summary>Sets a number for the following runs.</summary>
    public unsafe void SetScalar(Node scalar, double value) => _scalars.Pointer[_scalarOffsets[scalar]] = (float)value;

    /// <summary>Runs the plan once.</summary>
    /// <param name="team">A team of the size given to the constructor.</param>
    public void Execute(ThreadTeam team)
    {
        if (team.Threads != _threads) throw new ArgumentException($"Made for {_threads} threads, run by a team of {team.Threads}.", nameof(team));
        if (Run.Rows < 1 || Run.Rows > _plan.Capacity) throw new InvalidOperationException($"{Run.Rows} rows do not fit a capacity of {_plan.Capacity}.");
        foreach (Wave wave in _waves) wave.Execute(team, Run.Rows);
    }

    /// <summary>The value of a root after a run: the active rows, valid until the next run and while this object is referenced.</summary>
    public View Value(Node root) =>
        _steps[root].Output.View with { Rows = root.Shape.IsBatch ? Run.Rows : root.Shape.FixedRows };

    /// <summary>The value of a scalar root after a run.</summary>
    public unsafe float Number(Node root)
    {
        float number = *Value(root).Data;
        GC.KeepAlive(this);
        return number;
    }

    /// <summary>Starts measuring the time of each operation.</summary>
    public void StartProfile() => IsProfiling = true;

    /// <summary>Fills all memory that a run must not rely on with NaN: a test of the plan.</summary>
    internal void Poison()
    {
        _arena.Span.Fill(float.NaN);
        _scratch.Span.Fill(float.NaN);
    }

    internal unsafe float* ScratchOf(int worker) => _scratch.Pointer + (worker * _plan.Placement.ScratchSize);

    private BoundPipeline Bind(Pipeline pipeline)
    {
        var steps = new Step[pipeline.Nodes.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            Node node = pipeline.Nodes[i];
            var inputs = new Operand[node.Inputs.Length];
            for (int input = 0; input < inputs.Length; input++) inputs[input] = OperandFor(node.Inputs[input], node.Operation.AccessOf(node, input), pipeline);
            Kernel? kernel = node.Operation is Leaf ? null : _plan.Compile(node);
            steps[i] = _steps[node] = new Step(node, kernel, inputs, OperandFor(node, Access.SameRows, pipeline), SoonAfter(pipeline, i), _plan.Placement.WorkingOf(pipeline));
        }

        return new BoundPipeline(pipeline, steps);
    }

    // Stored values beside the result of an operation that later operations of its pipeline read.
    private Operand[] SoonAfter(Pipeline pipeline, int position) =>
    [
        .. pipeline.Nodes.Skip(position + 1)
            .SelectMany(node => node.Inputs.Where((input, i) => input.Operation is StoredLeaf && node.Operation.AccessOf(node, i) == Access.SameRows))
            .Distinct().Where(leaf => leaf.Shape == pipeline.Nodes[position].Shape && leaf.Shape is { Columns: > 1, Count: >= FewestFetched }).Take(MostSoon)
            .Select(leaf => OperandFor(leaf, Access.SameRows, pipeline)),
    ];

    private unsafe Operand OperandFor(Node node, Access access, Pipeline pipeline)
    {
        Shape shape = node.Shape;
        if (node.Operation is StoredLeaf leaf) return new(_stored.View(leaf.Path), -1, access);
        if (node.Operation is ScalarInput) return new(Layout.At(shape, 1, _scalars.Pointer + _scalarOffsets[node]), -1, access);
        Place place = _plan.Placement[node];
        return place.Home switch
        {
            Home.Stored => new(_stored.View(((StoredLeaf)place.Leaf!.Operation).Path), -1, access),
            Home.Scratch => new(Layout.At(shape, pipeline.BlockRows, null), place.Offset, access, Input: node.Operation is Input ? _steps.GetValueOrDefault(node) : null),
            _ => new(Layout.At(shape, shape.IsBatch ? _plan.Capacity : shape.FixedRows, _arena.Pointer + place.Offset), -1, access, shape.IsBatch ? place.BlockRows : 0),
        };
    }
}
