using Hourglass.Artifacts;
using Hourglass.Numerics;

namespace Hourglass.Priors;

/// <summary>N(0, 1) in every number of a code: the prior that variational autoencoders are trained with.</summary>
/// <param name="width">Numbers in a code.</param>
public sealed class StandardNormalPrior(int width) : Prior
{
    /// <inheritdoc/>
    public override PriorKind Kind => PriorKind.Normal;

    /// <inheritdoc/>
    public override int Width => width;

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> ToTensors() => [];

    /// <inheritdoc/>
    protected override void Draw(RandomStream random, Span<float> code)
    {
        foreach (ref float number in code) number = (float)random.NextNormal();
    }
}
