using Hourglass.Corruptions;
using Hourglass.Jobs;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Jobs.DataGeneration;
using Hourglass.Jobs.DimensionReduction;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Jobs.TextGeneration;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Readers;
using Hourglass.Regularisers;

namespace Hourglass;

/// <content>The one list: the only place that names everything Hourglass comes with.</content>
public sealed partial class Catalog
{
    /// <summary>What Hourglass comes with.</summary>
    public static Catalog Default { get; } = new(
        [
            Part<DenseAutoencoder>("dense"),
            Part<ConvolutionalAutoencoder>("convolutional"),
            Part<LayeredAutoencoder>("layered"),
            Part<RecurrentAutoencoder>("recurrent"),
            Part<WaveletAutoencoder>("wavelet"),
            Part<Dense>("dense"),
            Part<Activate>("activation"),
            Part<Dropout>("dropout"),
            Part<BatchNormalisation>("batch-normalisation"),
            Part<LayerNormalisation>("layer-normalisation"),
            Part<GroupNormalisation>("group-normalisation"),
            Part<InstanceNormalisation>("instance-normalisation"),
            Part<GaussianCode>("gaussian-code"),
            Part<QuantisedCode>("quantised-code"),
            Part<Reshaping>("reshape"),
            Part<Flattening>("flatten"),
            Part<MaxPooling>("max-pooling"),
            Part<AveragePooling>("average-pooling"),
            Part<GlobalAveragePooling>("global-average-pooling"),
            Part<Upsampling>("upsampling"),
            Part<ZeroPadding>("zero-padding"),
            Part<Cropping>("cropping"),
            Part<Convolution>("convolution"),
            Part<TransposedConvolution>("transposed-convolution"),
            Part<ResidualBlock>("residual-block"),
            Part<PixelShuffling>("pixel-shuffling"),
            Part<PixelUnshuffling>("pixel-unshuffling"),
            Part<TopK>("top-k"),
            Part<NestedDropout>("nested-dropout"),
            Part<SquaredError>("squared-error"),
            Part<MeanSquaredError>("mse"),
            Part<BernoulliCrossEntropy>("bce"),
            Part<CategoricalCrossEntropy>("categorical-cross-entropy"),
            Part<GaussianLikelihood>("gaussian"),
            Part<AbsoluteError>("absolute-error"),
            Part<HuberError>("huber"),
            Part<StructuralSimilarity>("ssim"),
            Part<MultiScaleSimilarity>("ms-ssim"),
            Part<TokenLikelihood>("tokens"),
            Part<WeightPenalty>("l2"),
            Part<CodePenalty>("sparsity"),
            Part<ActivityPenalty>("activity"),
            Part<ContractivePenalty>("contractive"),
            Part<GaussianNoise>("gaussian"),
            Part<MaskingNoise>("masking"),
            Part<SaltAndPepperNoise>("salt-and-pepper"),
            Part<ClippedGaussianNoise>("clipped-gaussian"),
            Part<Blur>("blur"),
            Part<Adam>("adam"),
            Part<Sgd>("sgd"),
        ],
        [
            new("dense", "fully connected layers down to a code and back: the article's autoencoder, shallow or deep", DenseAutoencoder.From),
            new("vae", "the same with a random code close to a normal distribution, so that new data can be drawn: a variational autoencoder", DenseAutoencoder.Variational),
            new("conv", "for pictures: stages of convolutions down to a code and back (--layers: filters of each stage)", ConvolutionalAutoencoder.From),
            new("residual", "the same with a residual block in each stage, for larger pictures", ConvolutionalAutoencoder.Residual),
            new("conv-vae", "the convolutional one with a random code, so that new pictures can be drawn", ConvolutionalAutoencoder.Variational),
        ],
        [new IdxReader(), new NpyReader(), new NpzReader()],
        [
            new(Reconstruction.Name, "a plain autoencoder, as in the article", typeof(Reconstruction), (autoencoder, _) => new Reconstruction(autoencoder)),
            new(ImageCodec.Name, "pictures to small files and back", typeof(ImageCodec), ImageCodec.Open),
            new(TextGenerator.Name, "sentences and words: invent, blend, find the odd ones", typeof(TextGenerator), TextGenerator.Open),
            new(DimensionReducer.Name, "maps and codes: fewer dimensions", typeof(DimensionReducer), DimensionReducer.Open),
            new(AnomalyDetector.Name, "wrong rows, with reasons and a rate of false alarms", typeof(AnomalyDetector), AnomalyDetector.Open),
            new(DataGenerator.Name, "new data: pictures, rows of tables", typeof(DataGenerator), DataGenerator.Open),
        ]);
}
