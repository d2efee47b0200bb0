using Hourglass.Artifacts;

namespace Hourglass.Jobs.ImageCompression.Coefficients;

/// <summary>
/// What is known of coefficients: how likely each decision is in each context, how much each context is trusted, and how neighbours foretell a magnitude.
/// Trained over pictures, then the state that the coding of every segment begins with, and goes on learning from. Integers only.
/// </summary>
internal sealed class ContextTables
{
    /// <summary>Decisions of a magnitude that have statistics of their own: "is it more than 0", "more than 1" and so on.</summary>
    public const int Decisions = 14;

    /// <summary>Places kept for the decisions of a context.</summary>
    public const int Places = 16;

    /// <summary>Contexts that are mixed, and what each tells apart within a <see cref="Band.Kind"/>.</summary>
    public static ReadOnlySpan<int> Contexts => [48, 192, 144, 243, 192, 48, 64];

    /// <summary>Numbers that are mixed: one a context, and a constant.</summary>
    public const int Inputs = 8;

    /// <summary>Sets of weights, told apart by how large the magnitude is expected to be, and by its nearest neighbours.</summary>
    public const int ExpectedSets = 8, NeighbourSets = 16;

    /// <summary>Numbers that foretell a magnitude.</summary>
    public const int Neighbours = 16;

    /// <summary>Contexts of a sign.</summary>
    public const int Signs = 225;

    /// <summary>Contexts of the digits of what is left of a large magnitude.</summary>
    public const int Digits = 64;

    /// <summary>Contexts of a place where everything around is zero.</summary>
    public const int QuietPlaces = 8;

    /// <summary>A weight of one.</summary>
    public const int One = 1 << 16;

    private ContextTables(AdaptiveBits[] contexts, AdaptiveBits signs, AdaptiveBits digits, AdaptiveBits quiet, int[] expectedWeights, int[] neighbourWeights, int[] foretelling)
    {
        (ByContext, BySign, ByDigit, ByQuiet, ExpectedWeights, NeighbourWeights, Foretelling) = (contexts, signs, digits, quiet, expectedWeights, neighbourWeights, foretelling);
    }

    /// <summary>Tables that know nothing.</summary>
    public ContextTables() : this(
        [.. Contexts.ToArray().Select(size => new AdaptiveBits(Band.Kinds * size * Places))], new(Band.Kinds * Signs), new(Band.Kinds * Digits), new(Band.Kinds * QuietPlaces),
        new int[Band.Kinds * Places * ExpectedSets * Inputs], new int[Band.Kinds * Places * NeighbourSets * Inputs], new int[Band.Kinds * Neighbours])
    {
        Array.Fill(ExpectedWeights, 3 * One / 10);
        // Without training: the mean of what is around.
        for (int i = 0; i < Foretelling.Length; i++) Foretelling[i] = i % Neighbours < 6 ? 170 : 0;
    }

    /// <summary>One a context of <see cref="Contexts"/>: [kind, context, decision].</summary>
    public AdaptiveBits[] ByContext { get; }

    /// <summary>[kind, context].</summary>
    public AdaptiveBits BySign { get; }

    /// <summary>[kind, digit].</summary>
    public AdaptiveBits ByDigit { get; }

    /// <summary>[kind, context].</summary>
    public AdaptiveBits ByQuiet { get; }

    /// <summary>[kind, decision, set, input], in <see cref="One"/>s; both kinds of weights are added.</summary>
    public int[] ExpectedWeights { get; }

    /// <inheritdoc cref="ExpectedWeights"/>
    public int[] NeighbourWeights { get; }

    /// <summary>[kind, neighbour], in 1024ths.</summary>
    public int[] Foretelling { get; }

    /// <summary>A copy to learn in.</summary>
    public ContextTables Copy() => new(
        [.. ByContext.Select(bits => bits.Copy())], BySign.Copy(), ByDigit.Copy(), ByQuiet.Copy(), [.. ExpectedWeights], [.. NeighbourWeights], [.. Foretelling]);

    /// <summary>Forgets how often things were seen beyond a number, so that a picture of another kind is learnt quickly; probabilities are kept as a file keeps them.</summary>
    /// <param name="count">The most.</param>
    public ContextTables Settled(int count) => FromTensors(ToTensors(count));

    /// <summary>As tensors of a model file.</summary>
    /// <param name="count">The most of <see cref="AdaptiveBits"/>' counts.</param>
    public IReadOnlyList<NamedTensor> ToTensors(int count) =>
    [
        .. ByContext.Select((bits, i) => bits.ToTensor($"context.{i}", count)), BySign.ToTensor("sign", count), ByDigit.ToTensor("digit", count), ByQuiet.ToTensor("quiet", count),
        TensorOf("weight.expected", ExpectedWeights), TensorOf("weight.neighbour", NeighbourWeights), TensorOf("foretelling", Foretelling),
    ];

    /// <summary>From tensors of a model file.</summary>
    /// <exception cref="FormatException">They do not fit.</exception>
    public static ContextTables FromTensors(IReadOnlyList<NamedTensor> tensors)
    {
        return new ContextTables(
            [.. Contexts.ToArray().Select((size, i) => Bits($"context.{i}", size * Places))], Bits("sign", Signs), Bits("digit", Digits), Bits("quiet", QuietPlaces),
            Whole("weight.expected", Places * ExpectedSets * Inputs), Whole("weight.neighbour", Places * NeighbourSets * Inputs), Whole("foretelling", Neighbours));

        AdaptiveBits Bits(string name, int size) => AdaptiveBits.FromTensor(tensors.ValuesOf(name), Band.Kinds * size);

        int[] Whole(string name, int size)
        {
            float[] values = tensors.ValuesOf(name);
            return values.Length == Band.Kinds * size && values.All(value => Math.Abs(value) <= BitMixing.LargestWeight && value == MathF.Truncate(value))
                ? [.. values.Select(value => (int)value)]
                : throw new FormatException($"The tensor '{name}' does not fit.");
        }
    }

    private static NamedTensor TensorOf(string name, int[] values) => new(name, [Band.Kinds, values.Length / Band.Kinds], [.. values.Select(value => (float)value)]);
}
