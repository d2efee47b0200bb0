using System.Collections.Immutable;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Models;

/// <summary>
/// An autoencoder of pictures: stages of convolutions, each of which halves height and width, down to a dense code, and mirrored by transposed convolutions
/// back up, through exactly the same sizes whatever the size of the picture. Use it for pictures of 8 x 8 pixels or more. Masci et al. 2011.
/// </summary>
/// <param name="Code">Size of the code, 1 or more.</param>
public sealed record ConvolutionalAutoencoder(int Code) : AutoencoderModel
{
    private const int Kernel = 3, Step = 2;

    private static readonly ImmutableArray<int> s_filters = [32, 64];

    /// <summary>Filters of each stage of the encoder, first to last; 32, 64 by default.</summary>
    public ImmutableArray<int> Filters { get; init; } = s_filters;

    /// <summary>Residual blocks in each stage, 0 (default) or more.</summary>
    public int Blocks { get; init; }

    /// <summary>Shape of a row, <c>[height, width]</c> or <c>[height, width, channels]</c>: that of the training data, which fills it in.</summary>
    public ImmutableArray<int> RowShape { get; init; } = [];

    /// <summary>Activation of the stages; ReLU by default.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Activation of the code; linear by default.</summary>
    public Activation CodeActivation { get; init; } = Activation.Linear;

    /// <summary>Normalisation before the activation of each stage; none by default.</summary>
    public Normalisation Normalisation { get; init; } = Normalisation.None;

    /// <summary>Share of the numbers between the stages dropped in training, 0 (default) to 1 (exclusive).</summary>
    public double Dropout { get; init; }

    /// <summary>First values of the weights; each activation's own by default.</summary>
    public Initialiser? Initialiser { get; init; }

    /// <summary>What makes the code of the last stage: a plain dense layer with <see cref="CodeActivation"/> when null (default), <see cref="GaussianCode"/> for a variational autoencoder.</summary>
    public Layer? CodeLayer { get; init; }

    /// <summary>The convolutional autoencoder that some options ask for.</summary>
    /// <exception cref="InputException">They ask for what it does not have.</exception>
    public static ConvolutionalAutoencoder From(ArchitectureOptions options)
    {
        Check(options.DecoderLayers is null, "decoder layers", "layers of its own", "the decoder mirrors the encoder");
        Check(!options.TiedWeights, "tied weights", "asked for", "the decoder has weights of its own");
        return new(options.Code)
        {
            Filters = options.Layers.IsEmpty ? s_filters : options.Layers,
            Activation = options.Activation,
            CodeActivation = options.CodeActivation ?? Activation.Linear,
            Normalisation = options.Normalisation,
            Dropout = options.Dropout,
            Initialiser = options.Initialiser,
        };
    }

    /// <summary>The same with a residual block in each stage (He et al. 2016).</summary>
    public static ConvolutionalAutoencoder Residual(ArchitectureOptions options) => From(options) with { Blocks = 1 };

    /// <summary>The variational autoencoder that some options ask for: the same with a Gaussian code (Kingma and Welling 2014).</summary>
    public static ConvolutionalAutoencoder Variational(ArchitectureOptions options) =>
        From(options) with { CodeLayer = new GaussianCode(options.Code) { Weight = options.KlWeight, FreeBits = options.FreeBits } };

    /// <inheritdoc/>
    public override AutoencoderModel ForRows(ImmutableArray<int> rowShape) => RowShape.IsDefaultOrEmpty ? this with { RowShape = rowShape } : this;

    /// <inheritdoc/>
    public override Node Encode(GraphBuilder builder, Node input)
    {
        Validate();
        return LayerStack.Build(builder, "encoder", [
            new Reshaping(PicturesOf(input.Shape.Columns).Dimensions),
            .. Filters.SelectMany(filters => Stage(Down(filters)).Concat(Residuals())),
            new Flattening(),
            CodeLayer ?? new Dense(Code) { Activation = CodeActivation, Initialiser = Initialiser },
        ], input);
    }

    /// <inheritdoc/>
    /// <remarks>A likelihood that takes several numbers for a value gets as many pictures, one after the other.</remarks>
    public override Node Decode(GraphBuilder builder, Node code, int logits)
    {
        Validate();
        int features = RowShape.Aggregate(1, (product, length) => product * length);
        PictureSize row = PictureSize.Of(PicturesOf(features));
        PictureSize[] sizes = [.. Sizes(row.Height, row.Width)];
        Node value = LayerStack.Build(builder, "decoder", [
            new Dense(sizes[^1].Pixels * sizes[^1].Channels) { Activation = Activation, Initialiser = Initialiser },
            new Reshaping([sizes[^1].Height, sizes[^1].Width, sizes[^1].Channels]),
            .. Enumerable.Range(1, Filters.Length).Reverse().SelectMany(stage => Residuals().Concat(Stage(Back(sizes[stage - 1])))),
        ], code);
        int next = builder.Layers.Count(layer => layer.Path.StartsWith("decoder.", StringComparison.Ordinal)), parts = Math.Max(1, logits / features);
        value = builder.Layer($"decoder.{next}", new Convolution(parts * row.Channels, Kernel) { Padding = 1, Initialiser = Initialiser }, value);
        return parts == 1
            ? builder.Layer($"decoder.{next + 1}", new Flattening(), value)
            : builder.Layer($"decoder.{next + 1}", $"flattening of {parts} pictures", value, pictures => OneAfterTheOther(builder, pictures, parts));
    }

    // Channels of several pictures lie beside each other in a pixel; in the row one picture ends before the next begins.
    private static Node OneAfterTheOther(GraphBuilder builder, Node pictures, int parts)
    {
        int channels = pictures.Shape.Features / parts, features = pictures.Shape.Columns / parts;
        builder.Torch.Modules($"nn.Unflatten(1, ({parts}, {channels}))", "torchvision.ops.Permute([0, 1, 3, 4, 2])", "nn.Flatten()");
        return Enumerable.Range(0, parts)
            .Select(part => pictures.TakeColumns(part * channels, channels).Reshape(Shape.Batch(features)).PlaceColumns(part * features, parts * features))
            .Aggregate((left, right) => left + right);
    }

    private Shape PicturesOf(int features) => PictureShape.Of(RowShape.AsSpan(), features, "The convolutional autoencoder");

    // The size before each stage and after the last one; channels are what the decoder has there.
    private IEnumerable<PictureSize> Sizes(int height, int width)
    {
        for (int stage = 0; stage <= Filters.Length; stage++)
        {
            yield return new PictureSize(height, width, Filters[Math.Max(0, stage - 1)]);
            (height, width) = ((height + 1) / Step, (width + 1) / Step);
        }
    }

    // From half the size, rounded up, to a size: one line or column more where it is even.
    private static Func<Activation, Initialiser?, bool, Layer> Back(PictureSize size) => (activation, initialiser, bias) => new TransposedConvolution(size.Channels, Kernel)
    {
        Stride = Step,
        Padding = 1,
        MoreHeight = (size.Height + 1) % Step,
        MoreWidth = (size.Width + 1) % Step,
        Activation = activation,
        Initialiser = initialiser,
        Bias = bias,
    };

    private static Func<Activation, Initialiser?, bool, Layer> Down(int filters) => (activation, initialiser, bias) =>
        new Convolution(filters, Kernel) { Stride = Step, Padding = 1, Activation = activation, Initialiser = initialiser, Bias = bias };

    // With a normalisation, which has an offset of its own, the activation stands behind it and the convolution goes without a bias.
    private IEnumerable<Layer> Stage(Func<Activation, Initialiser?, bool, Layer> convolution)
    {
        if (Normaliser is not { } normaliser) yield return convolution(Activation, Initialiser, true);
        else
        {
            yield return convolution(Activation.Linear, Initialiser ?? Activation.Initialiser, false);
            yield return normaliser;
            yield return new Activate(Activation);
        }

        if (Dropout > 0) yield return new Dropout(Dropout);
    }

    private IEnumerable<Layer> Residuals() =>
        Enumerable.Repeat(new ResidualBlock { Activation = Activation, Normalisation = Normaliser, Initialiser = Initialiser }, Blocks);

    private Layer? Normaliser => Normalisation switch
    {
        Normalisation.None => null,
        Normalisation.Batch => new BatchNormalisation(),
        _ => new GroupNormalisation(1),
    };

    private void Validate()
    {
        Check(Code >= 1, "code", Code, "the code has at least one number");
        Check(Filters.Length >= 1, "layers", "none", "at least one stage");
        foreach (int filters in Filters) Check(filters >= 1, "layers", filters, "a stage has at least one filter");
        Check(Blocks >= 0, "blocks", Blocks, "no residual blocks or more");
        Check(Dropout is >= 0 and < 1, "dropout", Dropout, "a share of at least 0 and below 1");
    }

    private static void Check(bool holds, string where, object? found, string rule)
    {
        if (!holds) throw new InputException("The convolutional autoencoder cannot be built.", where, found?.ToString(), rule, "change this setting");
    }
}
