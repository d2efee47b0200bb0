using Hourglass.Corruptions;
using Hourglass.Graphs;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Regularisers;

namespace Hourglass.Tests.Contracts;

/// <summary>One or more examples of every part in the catalog, settings away from their defaults. A part without one fails a contract by name.</summary>
public static class PartExamples
{
    private static readonly object[] All =
    [
        new Dense(5) { Activation = Activation.Tanh, Initialiser = Initialiser.HeNormal },
        new Dense(33) { Bias = false },
        new Activate(Activation.Softplus),
        new Dropout(0.25),
        new LayerNormalisation { Epsilon = 1e-3 },
        new BatchNormalisation { Momentum = 0.9 },
        new GroupNormalisation(2) { Epsilon = 1e-3 },
        new InstanceNormalisation { Epsilon = 1e-4 },
        new GaussianCode(4) { Weight = 0.1, FreeBits = 0.01 },
        new QuantisedCode(4) { Step = 0.2 },
        new Reshaping([7]),
        new Flattening(),
        new MaxPooling(2),
        new MaxPooling(3) { Stride = 2, Same = true },
        new AveragePooling(3) { Stride = 1, Padding = 1 },
        new AveragePooling(3) { Stride = 1, Same = true },
        new GlobalAveragePooling(),
        new Upsampling(2),
        new Upsampling(3) { Mode = UpsamplingMode.Bilinear },
        new ZeroPadding(0, 1, 2, 3),
        new Cropping(1, 0, 1, 2),
        new PixelShuffling(2),
        new PixelUnshuffling(2),
        new TopK(2),
        new NestedDropout { Rate = 0.3 },
        new NestedDropout(),
        new Convolution(5, 3) { Stride = 2, Same = true, Activation = Activation.Elu },
        new Convolution(4, 2) { Padding = 1, Dilation = 2, Bias = false, Initialiser = Initialiser.HeNormal },
        new TransposedConvolution(3, 3) { Stride = 2, Padding = 1, MoreHeight = 1, MoreWidth = 1, Activation = Activation.Tanh },
        new ResidualBlock { Activation = Activation.Softplus, Normalisation = new GroupNormalisation(1) },
        new ConvolutionalAutoencoder(3) { RowShape = [1, Features], Filters = [4, 6], Blocks = 1, Normalisation = Normalisation.Batch },
        new ConvolutionalAutoencoder(2) { RowShape = [Features, 1, 1], Filters = [5], Normalisation = Normalisation.Layer, Dropout = 0.1, CodeLayer = new GaussianCode(2) { Weight = 0.1 } },
        new DenseAutoencoder(3),
        new DenseAutoencoder(4) { Layers = [17, 9], Activation = Activation.Elu, CodeActivation = Activation.Linear },
        new DenseAutoencoder(3) { Layers = [7], TiedWeights = true, Activation = Activation.Tanh, Initialiser = Initialiser.Orthogonal },
        new DenseAutoencoder(2) { Layers = [8], DecoderLayers = [6, 5], Activation = Activation.Swish },
        new DenseAutoencoder(3) { Layers = [6], Normalisation = Normalisation.Batch, Dropout = 0.1 },
        new DenseAutoencoder(3) { Layers = [6], Normalisation = Normalisation.Layer, Activation = Activation.Gelu },
        new LayeredAutoencoder([new Dense(6) { Activation = Activation.Selu }, new Dense(2)], [new LayerNormalisation(), new Dense(Features)]),
        new LayeredAutoencoder(
            [new Dense(60), new Reshaping([4, 5, 3]), new BatchNormalisation { Momentum = 0.9 }, new Activate(Activation.Tanh), new LayerNormalisation(), new Flattening(), new Dense(3)],
            [new Dense(20), new Reshaping([5, 4]), new BatchNormalisation { Momentum = 0.9 }, new Flattening(), new Dense(Features)]),
        new DenseAutoencoder(3) { Layers = [8], Activation = Activation.Tanh, CodeLayer = new GaussianCode(3) { Weight = 0.01 } },
        new WaveletAutoencoder { RowShape = [1, Features], Levels = 2, Filters = [5] },
        new RecurrentAutoencoder(3, Vocabulary) { Embedding = 5, Units = 9, TokenDropout = 0.2 },
        new RecurrentAutoencoder(2, Vocabulary) { Units = 8, EndToken = 1, CodeLayer = new GaussianCode(2) { Weight = 0.1, FreeBits = 0.2 } },
        new SquaredError { Output = Activation.Sigmoid },
        new MeanSquaredError(),
        new BernoulliCrossEntropy(),
        new CategoricalCrossEntropy(),
        new GaussianLikelihood { SmallestDeviation = 0.05 },
        new TokenLikelihood(Vocabulary),
        new AbsoluteError { Output = Activation.Sigmoid },
        new HuberError { Delta = 0.1 },
        new StructuralSimilarity { RowShape = [1, Features] },
        new MultiScaleSimilarity { RowShape = [1, Features] },
        new WeightPenalty(0.01),
        new CodePenalty(0.02),
        new ActivityPenalty(0.3, 0.01),
        new ContractivePenalty(0.01),
        new GaussianNoise(0.3),
        new MaskingNoise(0.2),
        new SaltAndPepperNoise(0.1),
        new ClippedGaussianNoise(0.4),
        new Blur(1.2) { RowShape = [1, Features] },
        new Adam { Beta1 = 0.8, LearningRate = 0.01, WeightDecay = 0.1 },
        new Sgd { Momentum = 0.9, Nesterov = true, LearningRate = 0.05 },
        new Sgd { LearningRate = 0.1 },
    ];

    /// <summary>Width of a row in all contracts.</summary>
    public const int Features = 11;

    /// <summary>Number of tokens in all contracts.</summary>
    public const int Vocabulary = 7;

    private static readonly Shape s_picture = Shape.Batch(4, 6, 4);

    /// <summary>What enters a layer in all contracts: pictures where it takes them.</summary>
    public static Shape ShapeBefore(Layer layer) => layer is PictureLayer or ResidualBlock ? s_picture : Shape.Batch(7);

    /// <summary>An encoder with a layer in its middle.</summary>
    public static Layer[] Around(Layer layer) => layer is PictureLayer or ResidualBlock
        ? [new Dense(s_picture.Columns) { Activation = Activation.Tanh }, new Reshaping(s_picture.Dimensions), layer, new Flattening(), new Dense(4)]
        : [new Dense(7) { Activation = Activation.Tanh }, layer, new Dense(4)];

    /// <summary>All examples of a kind, in a form that theories take.</summary>
    public static TheoryData<T> Of<T>() where T : class => [.. All.OfType<T>()];

    /// <summary>Names of catalog parts of a kind that have no example.</summary>
    public static IEnumerable<string> Missing<T>() where T : class =>
        Catalog.Default.TypesOf<T>().Except(All.OfType<T>().Select(example => example.GetType())).Select(type => type.Name);
}
