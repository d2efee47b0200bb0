using Hourglass.Graphs.Operations;

namespace Hourglass.Graphs.Planning;

/// <summary>
/// The order of a plan: waves, between which every thread waits, and in each wave pipelines, whose operations are run block of rows by
/// block of rows while the block is in cache. A value that somebody reads whole is finished a wave earlier; everything else is done as
/// late as possible, so that forward and backward passes of one block of rows fall into one pipeline.
/// </summary>
internal sealed class Schedule
{
    private readonly List<Edge> _edges = [];
    private readonly List<Edge>[] _incoming, _outgoing;
    private readonly List<Node> _nodes;
    private readonly Dictionary<Node, int> _position = [];

    private Schedule(List<Node> nodes)
    {
        _nodes = nodes;
        _incoming = [.. nodes.Select(_ => new List<Edge>())];
        _outgoing = [.. nodes.Select(_ => new List<Edge>())];
    }

    /// <summary>The waves, each a list of pipelines.</summary>
    public required IReadOnlyList<IReadOnlyList<Pipeline>> Waves { get; init; }

    /// <summary>For values written straight into a leaf: that leaf.</summary>
    public required IReadOnlyDictionary<Node, Node> Targets { get; init; }

    /// <summary>Orders everything that roots and assignments need.</summary>
    public static Schedule Make(Graph graph, IReadOnlyList<Node> roots, bool assign, int capacity)
    {
        Dictionary<Node, Node> targets = [], copies = [];
        if (!assign) return Order(roots, targets, capacity)!;
        foreach (Assignment assignment in graph.Assignments) targets.Add(ValueFor(assignment, targets), assignment.Target);
        if (Order(roots, targets, capacity) is { } order) return order;

        // Values written in place wait for each other, as when two leaves change places: all values first, then the leaves.
        foreach ((Node target, Node value) in graph.Assignments) copies.Add(CopyFor(target, value.Operation is Leaf ? CopyFor(target, value) : value), target);
        return Order(roots, copies, capacity)!;
    }

    // Null when some of the values wait for each other.
    private static Schedule? Order(IReadOnlyList<Node> roots, IReadOnlyDictionary<Node, Node> targets, int capacity)
    {
        List<Node> nodes = Needed([.. roots, .. targets.Keys]);
        var order = new Schedule(nodes) { Waves = [], Targets = targets };
        order.Connect();
        List<int> sorted = order.Sort();
        return sorted.Count == nodes.Count ? new Schedule(nodes) { Waves = order.Group(sorted, order.AssignWaves(sorted), capacity), Targets = targets } : null;
    }

    // The node that writes the leaf: the value itself if it can be written over the old one, otherwise a copy of it.
    private static Node ValueFor(Assignment assignment, Dictionary<Node, Node> taken)
    {
        (Node target, Node value) = (assignment.Target, assignment.Value);
        bool readsTarget = value.Inputs.Contains(target);
        bool inPlace = value.Operation is not Leaf && !taken.ContainsKey(value)
            && (!readsTarget || (value.Operation.WorksInPlace && ReadsSameRowsOnly(value, target)))
            && !DependentsOf(value).Any(reader => reader.Inputs.Contains(target));
        return inPlace ? value : CopyFor(target, value);
    }

    private static Node CopyFor(Node target, Node value) => target.Graph.Apply(new Copy(((StoredLeaf)target.Operation).Path), value);

    private static bool ReadsSameRowsOnly(Node node, Node input) =>
        Enumerable.Range(0, node.Inputs.Length).All(i => node.Inputs[i] != input || node.Operation.AccessOf(node, i) == Access.SameRows);

    // All that is computed from a value, directly or not.
    private static HashSet<Node> DependentsOf(Node value)
    {
        HashSet<Node> dependents = [];
        foreach (Node node in value.Graph.Nodes.Skip(value.Index + 1))
        {
            if (node.Inputs.Any(input => input == value || dependents.Contains(input))) dependents.Add(node);
        }

        return dependents;
    }

    // Values to compute (inputs count: they are filled block by block), in graph order.
    private static List<Node> Needed(IEnumerable<Node> roots)
    {
        var needed = new HashSet<Node>();
        var open = new Stack<Node>(roots);
        while (open.TryPop(out Node? node))
        {
            if (node.Operation is StoredLeaf or ScalarInput || !needed.Add(node)) continue;
            foreach (Node input in node.Inputs) open.Push(input);
        }

        return [.. needed.OrderBy(node => node.Index)];
    }

    private void Connect()
    {
        for (int i = 0; i < _nodes.Count; i++) _position[_nodes[i]] = i;
        var readers = new Dictionary<Node, List<Reading>>();
        foreach (Node node in _nodes)
        {
            for (int input = 0; input < node.Inputs.Length; input++)
            {
                Node source = node.Inputs[input];
                Access access = node.Operation.AccessOf(node, input);
                if (_position.TryGetValue(source, out int from)) Connect(from, _position[node], access == Access.Whole ? 1 : 0);
                if (!readers.TryGetValue(source, out var list)) readers[source] = list = [];
                list.Add(new(node, access));
            }
        }

        // A leaf is overwritten only after everybody else has read its old value.
        foreach ((Node value, Node target) in Targets)
        {
            foreach ((Node reader, Access access) in readers.GetValueOrDefault(target) ?? [])
            {
                bool together = access == Access.SameRows && Pipeline.SpaceOf(reader) == Pipeline.SpaceOf(value);
                if (reader != value) Connect(_position[reader], _position[value], together ? 0 : 1);
            }
        }
    }

    private void Connect(int from, int to, int waves)
    {
        var edge = new Edge(from, to, waves);
        _edges.Add(edge);
        _outgoing[from].Add(edge);
        _incoming[to].Add(edge);
    }

    // Kahn's topological sort; among what is ready, graph order. Leaves out what waits for itself.
    private List<int> Sort()
    {
        int[] missing = [.. _incoming.Select(edges => edges.Count)];
        var ready = new PriorityQueue<int, int>();
        for (int i = 0; i < missing.Length; i++)
        {
            if (missing[i] == 0) ready.Enqueue(i, i);
        }

        var sorted = new List<int>();
        while (ready.TryDequeue(out int node, out _))
        {
            sorted.Add(node);
            foreach (Edge edge in _outgoing[node])
            {
                if (--missing[edge.To] == 0) ready.Enqueue(edge.To, edge.To);
            }
        }

        return sorted;
    }

    private int[] AssignWaves(List<int> sorted)
    {
        var earliest = new int[_nodes.Count];
        foreach (int node in sorted) earliest[node] = _incoming[node].Select(edge => earliest[edge.From] + edge.Waves).DefaultIfEmpty(0).Max();
        int last = earliest.DefaultIfEmpty(0).Max();
        var latest = new int[_nodes.Count];
        foreach (int node in Enumerable.Reverse(sorted)) latest[node] = _outgoing[node].Select(edge => latest[edge.To] - edge.Waves).DefaultIfEmpty(last).Min();
        return latest;
    }

    // Within a wave: all batch values are one pipeline; fixed values are joined only where one reads the other's rows.
    private List<List<Pipeline>> Group(List<int> sorted, int[] waves, int capacity)
    {
        int[] leader = [.. Enumerable.Range(0, _nodes.Count)];
        int Find(int node) => leader[node] == node ? node : leader[node] = Find(leader[node]);
        foreach ((int from, int to, int distance) in _edges)
        {
            if (distance == 0 && waves[from] == waves[to]) leader[Find(from)] = Find(to);
        }

        HashSet<Node> read = [.. _nodes.Where(node => node.Operation is not SumRows).SelectMany(node => node.Inputs)];
        HashSet<Node> added = [.. _nodes.Where(node => node.Operation.CanAddRows && !read.Contains(node))];
        return
        [
            .. sorted.GroupBy(node => waves[node]).OrderBy(wave => wave.Key).Select(wave => wave
                .GroupBy(node => _nodes[node].Shape.IsBatch ? -1 : Find(node))
                .Select(group => new Pipeline([.. group.Select(node => _nodes[node])], capacity, added))
                .ToList()),
        ];
    }

    // Classes, like all that planning keeps in lists: of a structure the runtime would compile every method of every list anew before the first step.
    private sealed record Edge(int From, int To, int Waves);

    private sealed record Reading(Node Reader, Access Access);
}
