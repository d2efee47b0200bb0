using Hourglass.Numerics;

namespace Hourglass.Baselines;

/// <summary>
/// An isolation forest (Liu, Ting and Zhou 2008): trees that split a sample of the rows at random columns and values; rows that stand alone are cut off
/// after few splits. The rival to beat when what is wrong was among the training rows. Immutable and safe from many threads.
/// </summary>
public sealed class IsolationForest
{
    /// <summary>Trees, as in the paper.</summary>
    public const int Trees = 100;

    /// <summary>Rows that a tree is grown on, as in the paper; fewer where there are fewer.</summary>
    public const int RowsOfTree = 256;

    private readonly Node[][] _trees;
    private readonly double _usualDepth;

    private IsolationForest(Node[][] trees, int width, int rowsOfTree) => (_trees, Width, _usualDepth) = (trees, width, DepthOf(rowsOfTree));

    /// <summary>Numbers in a row.</summary>
    public int Width { get; }

    /// <summary>Grows the trees.</summary>
    /// <param name="rows">How many rows there are, 1 or more.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="copyRow">Writes row number [0, rows) into a span [width]; called from one thread. A missing value (NaN) goes with most rows.</param>
    /// <param name="seed">What the draws follow from.</param>
    public static IsolationForest Fit(int rows, int width, Action<int, Span<float>> copyRow, ulong seed)
    {
        int sample = Math.Min(RowsOfTree, rows), deepest = (int)Math.Ceiling(Math.Log2(Math.Max(2, sample)));
        int[] order = [.. Enumerable.Range(0, rows)];
        var values = new float[sample * width];
        var trees = new Node[Trees][];
        var random = new RandomStream(seed, "isolation forest");
        for (int tree = 0; tree < Trees; tree++)
        {
            random.Shuffle<int>(order);
            for (int i = 0; i < sample; i++) copyRow(order[i], values.AsSpan(i * width, width));
            List<Node> nodes = [];
            Grow(nodes, values, width, [.. Enumerable.Range(0, sample)], deepest, random);
            trees[tree] = [.. nodes];
        }

        return new(trees, width, sample);
    }

    /// <summary>How soon each row is cut off: 2^(-mean depth / usual depth), above 0.5 for rows that are sooner than most (equation 2 of the paper).</summary>
    /// <param name="queries">[queries, <see cref="Width"/>].</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>[queries], 0..1; higher is more abnormal.</returns>
    public float[] Scores(ReadOnlyMemory<float> queries, CancellationToken cancellationToken = default)
    {
        var scores = new float[queries.Length / Width];
        Parallel.For(0, scores.Length, new ParallelOptions { CancellationToken = cancellationToken }, row => scores[row] = Score(queries.Span.Slice(row * Width, Width)));
        return scores;
    }

    private float Score(ReadOnlySpan<float> row)
    {
        double depth = 0;
        foreach (Node[] tree in _trees) depth += Depth(tree, row);
        return (float)Math.Pow(2, -depth / _trees.Length / _usualDepth);
    }

    private static double Depth(Node[] tree, ReadOnlySpan<float> row)
    {
        int at = 0;
        double depth = 0;
        while (tree[at] is { Column: >= 0 } node)
        {
            at = IsBelow(row[node.Column], node) ? at + 1 : node.Above;
            depth++;
        }

        return depth + tree[at].Split;
    }

    // A node stands before those below it, and these before those above.
    private static void Grow(List<Node> nodes, float[] values, int width, int[] rows, int levels, RandomStream random)
    {
        int at = nodes.Count;
        nodes.Add(new(-1, (float)DepthOf(rows.Length), 0, false));
        if (levels == 0 || rows.Length < 2 || Cut(values, width, rows, random) is not { } cut) return;
        int below = rows.Count(row => values[(row * width) + cut.Column] < cut.Split), above = rows.Count(row => values[(row * width) + cut.Column] >= cut.Split);
        var node = new Node(cut.Column, cut.Split, 0, below > above);
        Grow(nodes, values, width, [.. rows.Where(row => IsBelow(values[(row * width) + cut.Column], node))], levels - 1, random);
        nodes[at] = node with { Above = nodes.Count };
        Grow(nodes, values, width, [.. rows.Where(row => !IsBelow(values[(row * width) + cut.Column], node))], levels - 1, random);
    }

    // A random column in which the rows differ, and a random value between its least and its largest; null where they are all the same.
    private static (int Column, float Split)? Cut(float[] values, int width, int[] rows, RandomStream random)
    {
        Span<int> columns = Enumerable.Range(0, width).ToArray();
        for (int left = width; left > 0; left--)
        {
            int drawn = random.NextInt(left), column = columns[drawn];
            columns[drawn] = columns[left - 1];
            float least = float.PositiveInfinity, most = float.NegativeInfinity;
            foreach (int row in rows)
            {
                float value = values[(row * width) + column];
                if (value < least) least = value;
                if (value > most) most = value;
            }

            // Above the least, so that neither side is empty.
            if (least < most) return (column, Math.Max(MathF.BitIncrement(least), (float)(least + (random.NextDouble() * ((double)most - least)))));
        }

        return null;
    }

    private static bool IsBelow(float value, Node node) => float.IsNaN(value) ? node.MissingIsBelow : value < node.Split;

    // The mean depth of an unsuccessful search in a binary tree of so many rows (equation 1 of the paper).
    private static double DepthOf(int rows)
    {
        if (rows < 2) return 0;
        double harmonic = 0;
        for (int i = 1; i < rows; i++) harmonic += 1.0 / i;
        return (2 * harmonic) - (2.0 * (rows - 1) / rows);
    }

    // A leaf has column -1, and for its split the depth that rows in it would have had in a whole tree.
    private readonly record struct Node(int Column, float Split, int Above, bool MissingIsBelow);
}
