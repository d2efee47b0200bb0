using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Likelihoods;

/// <summary>
/// A loss that compares pictures as a whole rather than pixel by pixel: 1 - similarity, 0 for equal pictures. Pixels lie in [0, 1], and the
/// reconstruction is a sigmoid.
/// </summary>
public abstract record PictureSimilarity : Likelihood
{
    /// <summary>Shape of a row: <c>[height, width]</c> or <c>[height, width, channels]</c>; that of the training data when empty (default).</summary>
    public ImmutableArray<int> RowShape { get; init; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsUnitInterval => true;

    /// <summary>What the loss is called in messages.</summary>
    protected abstract string Title { get; }

    /// <inheritdoc/>
    public override Likelihood ForRows(ImmutableArray<int> rowShape) => RowShape.IsEmpty ? this with { RowShape = rowShape } : this;

    /// <inheritdoc/>
    public override double NatsPerUnit(int features) => features;

    /// <inheritdoc/>
    public override string ReconstructionInTorch(int features) => Activation.Sigmoid.ReconstructionInTorch;

    /// <inheritdoc/>
    public override Node Reconstruction(Node logits) => logits.Sigmoid();

    /// <inheritdoc/>
    /// <exception cref="Errors.InputException">The rows are no pictures.</exception>
    public override Node Loss(Node logits, Node target)
    {
        Shape picture = PictureShape.Of(RowShape.AsSpan(), target.Shape.Columns, Title);
        return 1 - Similarity(Reconstruction(logits).Reshape(picture), target.Reshape(picture));
    }

    /// <summary>How alike two pictures are, 1 for equal ones: <c>[batch, 1]</c>.</summary>
    /// <param name="reconstruction"><c>[batch, height, width, channels]</c>.</param>
    /// <param name="target">The same shape.</param>
    protected abstract Node Similarity(Node reconstruction, Node target);

    /// <summary>
    /// The similarity at each place where a whole window fits, and the part of it that contrast and structure make:
    /// l cs and cs with l = (2 m_x m_y + C1) / (m_x^2 + m_y^2 + C1) and cs = (2 s_xy + C2) / (s_x^2 + s_y^2 + C2), means, variances and covariance under a
    /// Gaussian window of 11 x 11 pixels (less where the picture is smaller) and deviation 1.5, C1 = 0.01^2, C2 = 0.03^2: Wang et al. 2004, section III.
    /// </summary>
    /// <param name="x">Pictures <c>[batch, height, width, channels]</c>.</param>
    /// <param name="y">The same shape.</param>
    protected static (Node Similarity, Node Contrast) Maps(Node x, Node y)
    {
        const double luminance = 0.01 * 0.01, contrast = 0.03 * 0.03;
        (Node meanX, Node meanY) = (Windowed(x), Windowed(y));
        (Node squareX, Node squareY, Node product) = (meanX.Square(), meanY.Square(), meanX * meanY);
        Node variances = Windowed(x.Square()) - squareX + (Windowed(y.Square()) - squareY), covariance = Windowed(x * y) - product;
        Node structure = ((covariance * 2) + contrast) / (variances + contrast);
        return (((product * 2) + luminance) / (squareX + squareY + luminance) * structure, structure);
    }

    /// <summary>Pixels along a side of the window.</summary>
    protected const int Window = 11;

    private static Node Windowed(Node x) =>
        x.GaussianWindow((Math.Min(Window, x.Shape.Dimensions[0]), Math.Min(Window, x.Shape.Dimensions[1])), deviation: 1.5, isPadded: false);
}
