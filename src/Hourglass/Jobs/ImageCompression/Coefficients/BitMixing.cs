using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Hourglass.Coding;

namespace Hourglass.Jobs.ImageCompression.Coefficients;

/// <summary>
/// How likely a decision is when several contexts have each an opinion: their log-odds are added with weights that learn which context to trust
/// ("logistic mixing", Mahoney 2005, "Adaptive weighing of context models for lossless data compression"). Integers only.
/// </summary>
/// <param name="tables">Learn.</param>
internal sealed class BitMixing(ContextTables tables)
{
    /// <summary>Weights are kept within plus and minus this, so that no product leaves 32 bits.</summary>
    public const int LargestWeight = 4 * ContextTables.One;

    // What an error of one and log-odds of one nat move a weight by: Rate / 16.
    private const int Rate = 4;
    private readonly int[] _inputs = new int[ContextTables.Inputs];
    private readonly int[] _places = new int[ContextTables.Inputs];
    private int _expectedWeights, _neighbourWeights, _probability;

    /// <summary>Where the decisions of the contexts at hand begin in the tables, one a context.</summary>
    public Span<int> Places => _places;

    /// <summary>The kind of band.</summary>
    public int Kind { get; set; }

    /// <summary>Which weights: by what is expected, 0 to <see cref="ContextTables.ExpectedSets"/> - 1.</summary>
    public int ExpectedSet { get; set; }

    /// <summary>Which weights: by what is near, 0 to <see cref="ContextTables.NeighbourSets"/> - 1.</summary>
    public int NeighbourSet { get; set; }

    /// <summary>How likely a decision is to be 1, in 65536ths.</summary>
    /// <param name="decision">0 to <see cref="ContextTables.Decisions"/> - 1.</param>
    public int Predict(int decision)
    {
        AdaptiveBits[] contexts = tables.ByContext;
        int[] inputs = _inputs, places = _places;
        for (int i = 0; i < contexts.Length; i++) inputs[i] = Logistic.Stretch(contexts[i][places[i] + decision]);
        inputs[ContextTables.Inputs - 1] = 256;
        int row = (Kind * ContextTables.Places) + decision;
        _expectedWeights = ((row * ContextTables.ExpectedSets) + ExpectedSet) * ContextTables.Inputs;
        _neighbourWeights = ((row * ContextTables.NeighbourSets) + NeighbourSet) * ContextTables.Inputs;
        // A lane is an input. Log-odds of 12 bits times weights of 19 stay within 31; the sum of eight, 8 bits shorter, does too.
        Vector256<int> weights = At(tables.ExpectedWeights, _expectedWeights) + At(tables.NeighbourWeights, _neighbourWeights);
        return _probability = Logistic.Squash(Vector256.Sum((At(inputs, 0) * weights) >> 8) >> 8);
    }

    /// <summary>Learns what came of the decision that was predicted last.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="bit">0 or 1.</param>
    public void Learn(int decision, int bit)
    {
        int error = ((bit << 16) - _probability) >> 4;
        Vector256<int> change = ((At(_inputs, 0) * (error * Rate)) + Vector256.Create(1 << 15)) >> 16;
        Move(tables.ExpectedWeights, _expectedWeights, change);
        Move(tables.NeighbourWeights, _neighbourWeights, change);
        AdaptiveBits[] contexts = tables.ByContext;
        for (int i = 0; i < contexts.Length; i++) contexts[i].Learn(_places[i] + decision, bit);
    }

    private static void Move(int[] weights, int at, Vector256<int> change)
    {
        Vector256<int> moved = Vector256.Min(Vector256.Max(At(weights, at) + change, Vector256.Create(-LargestWeight)), Vector256.Create(LargestWeight));
        moved.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(weights), (nuint)at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> At(int[] values, int at) => Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(values), (nuint)at);
}
