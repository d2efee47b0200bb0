using Hourglass.Artifacts;
using Hourglass.Numerics;
using Hourglass.Statistics;

namespace Hourglass.Priors;

/// <summary>
/// A mixture of normal distributions fitted to the codes of the training rows after training, so that codes are drawn where rows are: ex-post
/// density estimation (Ghosh et al. 2020, section 4).
/// </summary>
public sealed class MixturePrior : Prior
{
    /// <summary>Components when there are rows enough for so many.</summary>
    public const int DefaultComponents = 10;

    // A covariance of so many numbers wants a few rows for each; a diagonal one a few rows altogether.
    private const int RowsPerNumber = 5, RowsPerComponent = 20;

    private readonly GaussianMixture _mixture;

    private MixturePrior(GaussianMixture mixture) => _mixture = mixture;

    /// <inheritdoc/>
    public override PriorKind Kind => PriorKind.Mixture;

    /// <inheritdoc/>
    public override int Width => _mixture.Width;

    /// <summary>Components.</summary>
    public int Components => _mixture.Count;

    /// <summary>
    /// Fits a mixture to codes: <see cref="DefaultComponents"/> components with whole covariances, fewer on few codes, and one or more with
    /// independent numbers when there are not even 5 codes for each number of a code.
    /// </summary>
    /// <param name="codes"><c>[rows, width]</c>, one after the other; for variational codes drawn ones, so that their spread is in.</param>
    /// <param name="width">Numbers in a code.</param>
    /// <param name="seed">The start follows from it.</param>
    public static MixturePrior Fit(ReadOnlyMemory<float> codes, int width, ulong seed = 0)
    {
        int rows = codes.Length / width, whole = rows / (RowsPerNumber * width);
        int components = Math.Clamp(whole > 0 ? whole : rows / RowsPerComponent, 1, DefaultComponents);
        var fitted = new MixturePrior(GaussianMixture.Fit(codes, width, components, seed, new MixtureOptions { IsDiagonal = whole == 0 }));

        // As a model file rounds it, so that a model draws the same before it is saved and after.
        return FromTensors(fitted.ToTensors());
    }

    /// <summary>Reads what <see cref="ToTensors"/> gave.</summary>
    /// <exception cref="ArgumentException">The tensors do not fit each other.</exception>
    public static MixturePrior FromTensors(IReadOnlyList<NamedTensor> tensors)
    {
        double[] Values(string name) => Array.ConvertAll(tensors.ValuesOf(name), value => (double)value);
        (double[] weights, double[] means, double[] covariances) = (Values("weights"), Values("means"), Values("covariances"));
        return new MixturePrior(new GaussianMixture(means.Length / Math.Max(1, weights.Length), weights, means, covariances));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> ToTensors() =>
    [
        new("weights", [Components], [.. _mixture.Weights.Select(value => (float)value)]),
        new("means", [Components, Width], [.. _mixture.Means.Select(value => (float)value)]),
        new("covariances", [Components, Width, Width], [.. _mixture.Covariances.Select(value => (float)value)]),
    ];

    /// <inheritdoc/>
    protected override void Draw(RandomStream random, Span<float> code) => _mixture.Draw(random, code);
}
