using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Likelihoods;

/// <summary>
/// 1 - SSIM: local means, contrasts and structures of two pictures compared, averaged over all whole windows and channels. Blurred edges cost what they
/// cost the eye, an even change of brightness little. Source: Wang, Bovik, Sheikh and Simoncelli 2004.
/// </summary>
public sealed record StructuralSimilarity : PictureSimilarity
{
    /// <inheritdoc/>
    protected override string Title => "SSIM";

    /// <inheritdoc/>
    protected override Node Similarity(Node reconstruction, Node target)
    {
        Node map = Maps(reconstruction, target).Similarity;
        return map.SumColumns() * (1.0 / map.Shape.Columns);
    }
}
