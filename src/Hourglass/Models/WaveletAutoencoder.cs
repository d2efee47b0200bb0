using System.Collections.Immutable;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Models;

/// <summary>
/// The autoencoder of a picture codec. The encoder is a wavelet transform whose coefficients are rounded; the decoder is the transform's inverse and a small
/// convolutional net that restores what rounding damaged: it adds to the picture what 3 x 3 convolutions make of its detail, which is what remains without the mean of
/// the surroundings, at half its height and width, four pixels being one of four times the channels. Rows are pictures in units of the step of rounding, so that one net serves every step. Only the net is trained; its
/// last convolution begins with zeros, so that training begins with the codec without it.
/// Sources: Cohen, Daubechies and Feauveau 1992 (the transform); Dong et al. 2015 (restoration of compressed pictures); Shi et al. 2016 (pixels as channels).
/// Parameters: <c>restoration.N.weight</c> and <c>.bias</c>, N from 1, in the order of the convolutions.
/// </summary>
public sealed record WaveletAutoencoder : AutoencoderModel
{
    private const int Factor = 2;

    // Where coefficients around are small, one that is hardly above half a step costs more bits than it saves error: what is rounded to a smaller size follows from the
    // mean size around it, as rate-distortion optimisation does (0.09 step^2 a bit, an exponential distribution).
    private const double Threshold = 0.545, MoreWhereSmall = 0.039, SizeOfNoise = 0.08;

    // In steps. What lies farther from its surroundings is an edge that rounding hardly moved.
    private const double MostDetail = 8;

    // The mean of the 6 x 6 pixels around four. Without it the net would have to see a ringing of half a step in values of a hundred.
    private static readonly AveragePool s_surroundings = new(new(new(6, Factor, 2, 2), new(6, Factor, 2, 2)), CountsPadding: false);

    /// <summary>Levels of the transform, 1 to 16; 4 by default.</summary>
    public int Levels { get; init; } = 4;

    /// <summary>Filters of the convolutions of the restoration but the last, first to last; four of 48 by default.</summary>
    public ImmutableArray<int> Filters { get; init; } = [48, 48, 48, 48];

    /// <summary>Shape of a row, <c>[height, width]</c> or <c>[height, width, channels]</c>: that of the training data, which fills it in.</summary>
    public ImmutableArray<int> RowShape { get; init; } = [];

    /// <inheritdoc/>
    public override AutoencoderModel ForRows(ImmutableArray<int> rowShape) => RowShape.IsDefaultOrEmpty ? this with { RowShape = rowShape } : this;

    /// <inheritdoc/>
    public override Node Encode(GraphBuilder builder, Node input)
    {
        Validate();
        Shape pictures = PicturesOf(input.Shape.Columns);
        Node coefficients = builder.Layer("encoder.0", $"wavelet analysis, {Levels} levels", input, rows => builder.Graph.Apply(new WaveletTransform(Levels), rows.Reshape(pictures)));
        return builder.Layer("encoder.1", "rounding", coefficients, values => Round(values).Reshape(input.Shape));
    }

    /// <inheritdoc/>
    public override Node Decode(GraphBuilder builder, Node code, int logits)
    {
        Validate();
        Check(logits == code.Shape.Columns, "loss", $"{logits} numbers for a row of {code.Shape.Columns}", "a loss that takes one number for each value, as squared errors do");
        Shape pictures = PicturesOf(logits);
        Node synthesis = builder.Layer("decoder.0", $"wavelet synthesis, {Levels} levels", code, rows => builder.Graph.Apply(new WaveletTransform(Levels, IsSynthesis: true), rows.Reshape(pictures)));
        (int height, int width) = (pictures.Dimensions[0], pictures.Dimensions[1]);
        Node even = Lengthened(Lengthened(synthesis, new(0, height % Factor, 0, 0)), new(0, 0, 0, width % Factor));
        Node detail = builder.Layer("decoder.1", "detail", even, value =>
            (value - value.Graph.Apply(new UpsampleNearest(Factor, Factor), value.Graph.Apply(s_surroundings, value))).Clip(-MostDetail, MostDetail));
        int channels = pictures.Features * Factor * Factor;
        Node residual = LayerStack.Build(builder, "restoration", [
            new PixelUnshuffling(Factor),
            .. Filters.Select(filters => new Convolution(filters, 3) { Padding = 1, Activation = Activation.Relu }),
            new Convolution(channels, 3) { Padding = 1, Initialiser = Initialiser.Zeros },
            new PixelShuffling(Factor),
            new Cropping(0, height % Factor, 0, width % Factor),
        ], detail);
        return (synthesis + residual).Reshape(Shape.Batch(logits));
    }

    private static Node Round(Node coefficients)
    {
        var around = new AveragePool(new(new(3, 1, 1, 1), new(3, 1, 1, 1)), CountsPadding: false);
        Node size = coefficients.Graph.Apply(around, coefficients.Absolute());
        Node threshold = (coefficients.Graph.Constant(size.Shape, MoreWhereSmall) / (size + SizeOfNoise)) + Threshold;
        return coefficients.Graph.Apply(new RoundWithDeadZone(), coefficients, threshold);
    }

    // The last line or column once more, or nothing.
    private static Node Lengthened(Node pictures, PictureBorder more)
    {
        if (more is { Bottom: 0, Right: 0 }) return pictures;
        PictureSize size = PictureSize.Of(pictures.Shape);
        PictureBorder before = more.Bottom > 0 ? new(size.Height - 1, 0, 0, 0) : new(0, 0, size.Width - 1, 0);
        PictureBorder place = more.Bottom > 0 ? new(size.Height, 0, 0, 0) : new(0, 0, size.Width, 0);
        return pictures.Graph.Apply(new Pad(more), pictures) + pictures.Graph.Apply(new Pad(place), pictures.Graph.Apply(new Crop(before), pictures));
    }

    private Shape PicturesOf(int features) => PictureShape.Of(RowShape.AsSpan(), features, "The wavelet autoencoder");

    private void Validate()
    {
        Check(Levels is >= 1 and <= 16, "levels", Levels, "1 to 16");
        Check(!Filters.IsDefaultOrEmpty, "filters", "none", "at least one convolution before the last");
        foreach (int filters in Filters) Check(filters >= 1, "filters", filters, "a convolution has at least one filter");
    }

    private static void Check(bool holds, string where, object? found, string rule)
    {
        if (!holds) throw new InputException("The wavelet autoencoder cannot be built.", where, found?.ToString(), rule, "change this setting");
    }
}
