using System.Collections.Immutable;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Hourglass.Models;

/// <summary>
/// The autoencoder of the article: fully connected layers down to a code and, mirrored, back up. With no hidden layers it is the
/// article's own one-layer program; with several, a deep autoencoder (Hinton and Salakhutdinov 2006). Use it for tables and small pictures.
/// </summary>
/// <param name="Code">Size of the code, 1 or more.</param>
public sealed record DenseAutoencoder(int Code) : AutoencoderModel
{
    /// <summary>Widths of the encoder's hidden layers, first to last; none by default.</summary>
    public ImmutableArray<int> Layers { get; init; } = [];

    /// <summary>Widths of the decoder's hidden layers; the encoder's mirrored by default.</summary>
    public ImmutableArray<int>? DecoderLayers { get; init; }

    /// <summary>Activation of the hidden layers; ReLU by default.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Activation of the code: ReLU by default, as in the article; linear is usual for deep ones.</summary>
    public Activation CodeActivation { get; init; } = Activation.Relu;

    /// <summary>Normalisation before the activation of each hidden layer; none by default.</summary>
    public Normalisation Normalisation { get; init; } = Normalisation.None;

    /// <summary>Share of the hidden units dropped in training, 0 (default) to 1 (exclusive).</summary>
    public double Dropout { get; init; }

    /// <summary>Whether the decoder uses the encoder's weights transposed (Vincent et al. 2010); needs a mirrored decoder. False by default.</summary>
    public bool TiedWeights { get; init; }

    /// <summary>First values of the weights; each activation's own by default.</summary>
    public Initialiser? Initialiser { get; init; }

    /// <summary>What makes the code of the last hidden layer: a plain dense layer with <see cref="CodeActivation"/> when null (default), <see cref="GaussianCode"/> for a variational autoencoder.</summary>
    public Layer? CodeLayer { get; init; }

    /// <summary>The dense autoencoder that some options ask for.</summary>
    public static DenseAutoencoder From(ArchitectureOptions options) => new(options.Code)
    {
        Layers = options.Layers,
        DecoderLayers = options.DecoderLayers,
        Activation = options.Activation,
        CodeActivation = options.CodeActivation ?? (options.Layers.IsEmpty ? Activation.Relu : Activation.Linear),
        Normalisation = options.Normalisation,
        Dropout = options.Dropout,
        TiedWeights = options.TiedWeights,
        Initialiser = options.Initialiser,
    };

    /// <summary>The variational autoencoder that some options ask for: the same with a Gaussian code (Kingma and Welling 2014).</summary>
    public static DenseAutoencoder Variational(ArchitectureOptions options) =>
        From(options) with { CodeLayer = new GaussianCode(options.Code) { Weight = options.KlWeight, FreeBits = options.FreeBits } };

    /// <inheritdoc/>
    public override Node Encode(GraphBuilder builder, Node input)
    {
        Validate();
        return LayerStack.Build(builder, "encoder", Stack(Layers, CodeLayer ?? OutputOf(Code, CodeActivation)), input);
    }

    /// <inheritdoc/>
    public override Node Decode(GraphBuilder builder, Node code, int logits)
    {
        Validate();
        ImmutableArray<int> widths = DecoderLayers ?? [.. Layers.Reverse()];
        return TiedWeights
            ? DecodeTied(builder, code, logits)
            : LayerStack.Build(builder, "decoder", Stack(widths, OutputOf(logits, Activation.Linear)), code);
    }

    private Dense OutputOf(int width, Activation activation) => new(width) { Activation = activation, Initialiser = Initialiser };

    private IEnumerable<Layer> Stack(IEnumerable<int> hidden, Layer last)
    {
        foreach (int width in hidden)
        {
            if (Normalisation == Normalisation.None) yield return new Dense(width) { Activation = Activation, Initialiser = Initialiser };
            else
            {
                yield return new Dense(width) { Initialiser = Initialiser ?? Activation.Initialiser };
                yield return Normalisation == Normalisation.Batch ? new BatchNormalisation() : new LayerNormalisation();
                yield return new Activate(Activation);
            }

            if (Dropout > 0) yield return new Dropout(Dropout);
        }

        yield return last;
    }

    // The encoder's dense layers from last to first, each transposed, each with a bias of its own.
    private Node DecodeTied(GraphBuilder builder, Node code, int features)
    {
        List<(string Path, Dense Layer)> dense = [.. Stack(Layers, OutputOf(Code, CodeActivation)).Select((layer, index) => ($"encoder.{index}.weight", layer))
            .Where(pair => pair.layer is Dense).Select(pair => (pair.Item1, (Dense)pair.layer))];
        Node value = code;
        for (int i = dense.Count - 1; i >= 0; i--)
        {
            int width = i == 0 ? features : dense[i - 1].Layer.Width;
            Initialiser initialiser = dense[i].Layer.Initialiser ?? dense[i].Layer.Activation.Initialiser;
            Node weight = builder.Parameter(dense[i].Path, Shape.Fixed(width, dense[i].Layer.Width), initialiser);
            Activation activation = i > 0 ? Activation : Activation.Linear;
            value = builder.Layer($"decoder.{dense.Count - 1 - i}", $"dense, tied, {activation}", value, input =>
            {
                Node bias = builder.Parameter("bias", Shape.Fixed(width), Hourglass.Layers.Initialiser.Zeros);
                builder.Torch.Modules([$"nn.Linear({input.Shape.Columns}, {width})", .. activation.TorchModules]);
                builder.Torch.Tensor("weight", isTransposed: false, weight);
                builder.Torch.Tensor("bias", isTransposed: false, bias);
                return activation.Apply(input.MatrixMultiply(weight.Transpose(), bias));
            });
        }

        return value;
    }

    private void Validate()
    {
        Check(Code >= 1, "code", Code, "the code has at least one number");
        foreach (int width in Layers.Concat(DecoderLayers ?? [])) Check(width >= 1, "layers", width, "a layer has at least one unit");
        Check(Dropout is >= 0 and < 1, "dropout", Dropout, "a share of at least 0 and below 1");
        Check(!TiedWeights || CodeLayer is null, "tied weights", CodeLayer?.Kind, "tied weights go with a plain code");
        Check(!TiedWeights || DecoderLayers is null, "tied weights", "decoder layers of their own", "tied weights need the mirrored decoder");
        Check(!TiedWeights || Normalisation == Normalisation.None, "tied weights", Normalisation, "tied weights go without normalisation");
    }

    private static void Check(bool holds, string where, object? found, string rule)
    {
        if (!holds) throw new InputException("The dense autoencoder cannot be built.", where, found?.ToString(), rule, "change this setting");
    }
}

/// <summary>A normalisation between a layer and its activation.</summary>
public enum Normalisation
{
    /// <summary>None.</summary>
    None,

    /// <summary>Over the batch, per column, of convolutions per channel: <see cref="BatchNormalisation"/>.</summary>
    Batch,

    /// <summary>Over the columns of each row: <see cref="LayerNormalisation"/>; of convolutions over all pixels and channels of each picture: <see cref="GroupNormalisation"/> with one group.</summary>
    Layer,
}
