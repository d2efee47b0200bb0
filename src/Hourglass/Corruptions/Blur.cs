using System.Collections.Immutable;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Corruptions;

/// <summary>
/// Blurs pictures with a Gaussian: an autoencoder trained on it sharpens. The window reaches three deviations to each side; at the edges of a picture
/// it is cut, and what is left of its weights is made to sum to 1 again.
/// </summary>
/// <param name="Amount">Standard deviation in pixels, above 0.</param>
public sealed record Blur(double Amount) : Corruption
{
    /// <summary>Shape of a row: <c>[height, width]</c> or <c>[height, width, channels]</c>; that of the training data when empty (default).</summary>
    public ImmutableArray<int> RowShape { get; init; } = [];

    /// <inheritdoc/>
    public override Corruption ForRows(ImmutableArray<int> rowShape) => RowShape.IsEmpty ? this with { RowShape = rowShape } : this;

    /// <inheritdoc/>
    /// <exception cref="InputException">The deviation is not above 0, or the rows are no pictures.</exception>
    public override Node Apply(Node input)
    {
        Check(Amount > 0 && double.IsFinite(Amount), Amount, "a deviation above 0");
        Shape shape = PictureShape.Of(RowShape.AsSpan(), input.Shape.Columns, "Blur");
        return (Windowed(input.Reshape(shape)) / Windowed(input.Graph.Constant(shape, 1))).Reshape(input.Shape);
    }

    private Node Windowed(Node picture) => picture.GaussianWindow((SizeFor(picture.Shape.Dimensions[0]), SizeFor(picture.Shape.Dimensions[1])), Amount, isPadded: true);

    // Nothing lies further away than the other edge.
    private int SizeFor(int side) => (2 * (int)Math.Min(side - 1, Math.Ceiling(3 * Amount))) + 1;
}
