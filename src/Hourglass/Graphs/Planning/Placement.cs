namespace Hourglass.Graphs.Planning;

/// <summary>Where a value is kept.</summary>
internal enum Home
{
    /// <summary>In the arena, all rows of it.</summary>
    Arena,

    /// <summary>In the scratch memory of the worker that computes the block: nobody else needs it.</summary>
    Scratch,

    /// <summary>In a stored leaf.</summary>
    Stored,
}

/// <summary>A value's place.</summary>
/// <param name="Home">Which memory.</param>
/// <param name="Offset">Floats from its start.</param>
/// <param name="Leaf">The stored leaf, if that is its home.</param>
/// <param name="BlockRows">Rows of which there is one sum instead; 1 when all are kept.</param>
internal sealed record Place(Home Home, long Offset, Node? Leaf = null, int BlockRows = 1);

/// <summary>
/// Gives every value of a schedule a place. Buffers are reused as soon as their last reader is done: in the arena by waves, in scratch
/// memory by operations of a pipeline, where an elementwise operation writes over an operand that nobody needs any more.
/// </summary>
internal sealed class Placement
{
    private readonly Dictionary<Node, Place> _places = [];
    private readonly Dictionary<Pipeline, long> _working = [];

    /// <summary>Places all values.</summary>
    public Placement(Schedule schedule, IReadOnlyList<Node> roots, int capacity)
    {
        var readers = new Dictionary<Node, List<Reading>>();
        for (int wave = 0; wave < schedule.Waves.Count; wave++)
        {
            foreach (Pipeline pipeline in schedule.Waves[wave]) CollectReaders(pipeline, wave, readers);
        }

        var arena = new FirstFit();
        HashSet<Node> kept = [.. roots];
        for (int wave = 0; wave < schedule.Waves.Count; wave++)
        {
            foreach (Pipeline pipeline in schedule.Waves[wave])
            {
                List<Node> scratch = [];
                foreach (Node node in pipeline.Nodes)
                {
                    var reads = readers.GetValueOrDefault(node) ?? [];
                    if (schedule.Targets.TryGetValue(node, out Node? leaf)) _places[node] = new(Home.Stored, 0, leaf);
                    else if (!kept.Contains(node) && reads.All(read => read.Pipeline == pipeline && !read.Whole)) scratch.Add(node);
                    else
                    {
                        int until = kept.Contains(node) ? int.MaxValue : reads.Max(read => read.Wave);
                        int blockRows = !kept.Contains(node) && pipeline.AddsRows(node) ? pipeline.BlockRows : 1;
                        int rows = node.Shape.IsBatch ? (capacity + blockRows - 1) / blockRows : node.Shape.FixedRows;
                        _places[node] = new(Home.Arena, arena.Take(Layout.Size(node.Shape, rows), wave, until), BlockRows: blockRows);
                    }
                }

                PlaceScratch(pipeline, scratch);
            }
        }

        ArenaSize = arena.Size;
    }

    /// <summary>Floats of the arena.</summary>
    public long ArenaSize { get; }

    /// <summary>Floats of one worker's scratch memory, a multiple of four cache lines: workers' memories touch nowhere.</summary>
    public long ScratchSize { get; private set; }

    /// <summary>The place of a computed value.</summary>
    public Place this[Node node] => _places[node];

    /// <summary>Where the memory that kernels need beside their results begins in the scratch memory.</summary>
    public long WorkingOf(Pipeline pipeline) => _working[pipeline];

    private static void CollectReaders(Pipeline pipeline, int wave, Dictionary<Node, List<Reading>> readers)
    {
        foreach (Node node in pipeline.Nodes)
        {
            for (int input = 0; input < node.Inputs.Length; input++)
            {
                if (!readers.TryGetValue(node.Inputs[input], out var list)) readers[node.Inputs[input]] = list = [];
                list.Add(new(pipeline, wave, node.Operation.AccessOf(node, input) == Operations.Access.Whole));
            }
        }
    }

    private void PlaceScratch(Pipeline pipeline, List<Node> scratch)
    {
        var lastUse = new Dictionary<Node, int>();
        for (int position = 0; position < pipeline.Nodes.Count; position++)
        {
            lastUse.TryAdd(pipeline.Nodes[position], position);
            foreach (Node input in pipeline.Nodes[position].Inputs) lastUse[input] = position;
        }

        var fit = new FirstFit();
        var local = scratch.ToHashSet();
        for (int position = 0; position < pipeline.Nodes.Count; position++)
        {
            Node node = pipeline.Nodes[position];
            if (!local.Contains(node)) continue;
            Node? over = node.Operation.WorksInPlace
                ? node.Inputs.FirstOrDefault(input => local.Contains(input) && input.Shape == node.Shape && lastUse[input] == position)
                : null;
            long offset;
            if (over is null) offset = fit.Take(Layout.Size(node.Shape, pipeline.BlockRows), position, lastUse[node]);
            else fit.Extend(offset = _places[over].Offset, lastUse[node]);
            _places[node] = new(Home.Scratch, offset);
        }

        _working[pipeline] = fit.Size;
        int working = pipeline.Nodes.Max(node => node.Operation.WorkingFloats(node));
        ScratchSize = Math.Max(ScratchSize, (fit.Size + (working == 0 ? 0 : working + Layout.Slack) + 63) & ~63L);
    }

    private sealed record Reading(Pipeline Pipeline, int Wave, bool Whole);

    /// <summary>First-fit allocation of intervals that live from one moment to another, both included.</summary>
    private sealed class FirstFit
    {
        private readonly List<Interval> _taken = [];

        public long Size { get; private set; }

        public long Take(long size, int from, int until)
        {
            long offset = 0;
            foreach (Interval other in _taken.Where(t => t.Until >= from).OrderBy(t => t.Offset))
            {
                if (other.Offset >= offset + size) break;
                offset = Math.Max(offset, other.Offset + other.Size);
            }

            _taken.Add(new(offset, size, from, until));
            Size = Math.Max(Size, offset + size);
            return offset;
        }

        public void Extend(long offset, int until)
        {
            int index = _taken.FindLastIndex(t => t.Offset == offset);
            _taken[index] = _taken[index] with { Until = until };
        }

        private sealed record Interval(long Offset, long Size, int From, int Until);
    }
}
