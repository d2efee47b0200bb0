namespace Hourglass.Graphs.Planning;

/// <summary>
/// Operations over the same rows, run one after the other on each block of rows. The block's size follows from shapes only, never from
/// the number of threads, so that results do not depend on it.
/// </summary>
/// <param name="nodes">The operations.</param>
/// <param name="capacity">Most rows of the batch.</param>
/// <param name="added">Those of them of which only sums over the rows are read.</param>
internal sealed class Pipeline(IReadOnlyList<Node> nodes, int capacity, IReadOnlySet<Node> added)
{
    private const int FewestBatchBlocks = 8, FewestMatrixBlocks = 4, SmallestBatchBlock = 64, LargestBatchBlock = 128, SmallestHalf = 4;
    private const int VectorBlock = 256, LargestMatrixBlock = 64, SmallestMatrixBlock = 16, ElementsPerMatrixBlock = 65536;

    // The values of one block that fit in the second level of cache beside each other, and the work on each number that is read anew for each block.
    private const int ElementsPerBatchBlock = 1 << 17, FlopsPerNumberRead = 128;

    private long? _blockFlops;

    /// <summary>The operations' results, in order.</summary>
    public IReadOnlyList<Node> Nodes { get; } = nodes;

    /// <summary>True when the rows are those of the batch.</summary>
    public bool IsBatch => Nodes[0].Shape.IsBatch;

    /// <summary>Rows of a block.</summary>
    public int BlockRows { get; } = ChooseBlock(nodes, capacity, added.Overlaps(nodes));

    /// <summary>Whether a value's rows are added up, a block at a time.</summary>
    public bool AddsRows(Node node) => added.Contains(node);

    /// <summary>Rows in all, given the active rows of the batch.</summary>
    public int Rows(int batchRows) => IsBatch ? batchRows : Nodes[0].Shape.FixedRows;

    /// <summary>Number of blocks, given the active rows of the batch.</summary>
    public int Blocks(int batchRows) => (Rows(batchRows) + BlockRows - 1) / BlockRows;

    /// <summary>Floating-point operations of one block.</summary>
    public long BlockFlops => _blockFlops ??= Nodes.Sum(node => node.Operation.Flops(node, BlockRows));

    /// <summary>What two values must share to be computed in one pipeline: 0 for the batch, otherwise the number of rows.</summary>
    public static int SpaceOf(Node node) => node.Shape.IsBatch ? 0 : node.Shape.FixedRows;

    // Every block reads the other operand of a product anew, so blocks are large where that leaves enough of them to share among threads.
    // A small batch still makes two, as long as four rows are left for a tile: fewer would have its multiply-adds wait for each other.
    // One of a matrix is at most about 256 KB of each of its values, in whole tiles.
    private static int ChooseBlock(IReadOnlyList<Node> nodes, int capacity, bool addsRows)
    {
        int widest = nodes.Max(node => node.Shape.Columns);
        if (nodes[0].Shape.IsBatch)
        {
            int most = Math.Clamp(WholeTiles(capacity / FewestBatchBlocks), Math.Clamp((capacity + 1) / 2, SmallestHalf, SmallestBatchBlock), LargestBatchBlock);
            return (long)most * widest <= ElementsPerBatchBlock ? most : Math.Clamp(FewestRows(nodes, widest, addsRows ? capacity / FewestBatchBlocks : 1), 1, most);
        }

        int rows = Math.Min(ElementsPerMatrixBlock / widest, nodes[0].Shape.FixedRows / FewestMatrixBlocks);
        return widest == 1 ? VectorBlock : Math.Clamp(WholeTiles(rows), SmallestMatrixBlock, LargestMatrixBlock);
    }

    // Rows as wide as pictures: as few as fit in the cache, but enough to be worth what each block reads as a whole, and sums over few blocks.
    private static int FewestRows(IReadOnlyList<Node> nodes, int widest, int forSums)
    {
        double read = nodes.Sum(node => node.Operation.Passes(node) * (double)node.Inputs
            .Where((input, i) => !input.Shape.IsBatch && node.Operation.AccessOf(node, i) == Operations.Access.Whole).Sum(input => (long)input.Shape.Count));
        double worthwhile = FlopsPerNumberRead * read / nodes.Sum(node => node.Operation.Flops(node, 1));
        return Math.Max(Math.Max(ElementsPerBatchBlock / widest, forSums), (int)Math.Ceiling(Math.Min(worthwhile, LargestBatchBlock)));
    }

    private static int WholeTiles(int rows) => rows / 8 * 8;
}
