using Hourglass.Artifacts;
using Hourglass.Numerics;

namespace Hourglass.Priors;

/// <summary>A distribution over codes, to draw new ones from. Immutable and safe from many threads.</summary>
public abstract class Prior
{
    /// <summary>Which it is.</summary>
    public abstract PriorKind Kind { get; }

    /// <summary>Numbers in a code.</summary>
    public abstract int Width { get; }

    /// <summary>Fits a prior to codes.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="codes"><c>[rows, width]</c>, one after the other.</param>
    /// <param name="width">Numbers in a code.</param>
    /// <param name="seed">What is random in it follows from this.</param>
    public static Prior Fit(PriorKind kind, ReadOnlyMemory<float> codes, int width, ulong seed = 0) =>
        kind == PriorKind.Normal ? new StandardNormalPrior(width) : MixturePrior.Fit(codes, width, seed);

    /// <summary>Reads a prior from a model file.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="width">Numbers in a code.</param>
    /// <param name="tensors">What <see cref="ToTensors"/> gave.</param>
    /// <exception cref="ArgumentException">The tensors do not fit each other.</exception>
    /// <exception cref="FormatException">A tensor is missing, or they are for codes of another width.</exception>
    public static Prior FromTensors(PriorKind kind, int width, IReadOnlyList<NamedTensor> tensors)
    {
        Prior prior = kind == PriorKind.Normal ? new StandardNormalPrior(width) : MixturePrior.FromTensors(tensors);
        return prior.Width == width ? prior : throw new FormatException($"A prior of {prior.Width} numbers for codes of {width}.");
    }

    /// <summary>Draws codes. The same seed gives the same codes, and more of them begin with the same.</summary>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="seed">What they follow from.</param>
    /// <returns>[count, width].</returns>
    public float[,] Draw(int count, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var random = new RandomStream(seed, "prior");
        var codes = new float[count, Width];
        var code = new float[Width];
        for (int row = 0; row < count; row++)
        {
            Draw(random, code);
            Buffer.BlockCopy(code, 0, codes, row * Width * sizeof(float), Width * sizeof(float));
        }

        return codes;
    }

    /// <summary>What a model file keeps of it; empty when the name says all.</summary>
    public abstract IReadOnlyList<NamedTensor> ToTensors();

    /// <summary>Draws one code.</summary>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="code">Takes it, <c>[width]</c>.</param>
    protected abstract void Draw(RandomStream random, Span<float> code);
}

/// <summary>The distributions that codes can be drawn from.</summary>
public enum PriorKind
{
    /// <summary>A mixture fitted to the codes of the training rows: <see cref="MixturePrior"/>.</summary>
    Mixture,

    /// <summary>What a variational autoencoder is trained with: <see cref="StandardNormalPrior"/>.</summary>
    Normal,
}
