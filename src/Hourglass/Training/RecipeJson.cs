using System.Text.Json.Serialization;
using Hourglass.Corruptions;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Regularisers;

namespace Hourglass.Training;

/// <summary>How the parts that Hourglass comes with are written in recipes, made at compile time so that trimming and Native AOT stay possible.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AutoencoderDescription))]
[JsonSerializable(typeof(DenseAutoencoder))]
[JsonSerializable(typeof(LayeredAutoencoder))]
[JsonSerializable(typeof(RecurrentAutoencoder))]
[JsonSerializable(typeof(Dense))]
[JsonSerializable(typeof(Activate))]
[JsonSerializable(typeof(Dropout))]
[JsonSerializable(typeof(BatchNormalisation))]
[JsonSerializable(typeof(LayerNormalisation))]
[JsonSerializable(typeof(GroupNormalisation))]
[JsonSerializable(typeof(InstanceNormalisation))]
[JsonSerializable(typeof(GaussianCode))]
[JsonSerializable(typeof(QuantisedCode))]
[JsonSerializable(typeof(Reshaping))]
[JsonSerializable(typeof(Flattening))]
[JsonSerializable(typeof(MaxPooling))]
[JsonSerializable(typeof(AveragePooling))]
[JsonSerializable(typeof(GlobalAveragePooling))]
[JsonSerializable(typeof(Upsampling))]
[JsonSerializable(typeof(ZeroPadding))]
[JsonSerializable(typeof(Cropping))]
[JsonSerializable(typeof(Convolution))]
[JsonSerializable(typeof(TransposedConvolution))]
[JsonSerializable(typeof(ResidualBlock))]
[JsonSerializable(typeof(ConvolutionalAutoencoder))]
[JsonSerializable(typeof(PixelShuffling))]
[JsonSerializable(typeof(PixelUnshuffling))]
[JsonSerializable(typeof(TopK))]
[JsonSerializable(typeof(NestedDropout))]
[JsonSerializable(typeof(SquaredError))]
[JsonSerializable(typeof(MeanSquaredError))]
[JsonSerializable(typeof(BernoulliCrossEntropy))]
[JsonSerializable(typeof(CategoricalCrossEntropy))]
[JsonSerializable(typeof(GaussianLikelihood))]
[JsonSerializable(typeof(AbsoluteError))]
[JsonSerializable(typeof(HuberError))]
[JsonSerializable(typeof(StructuralSimilarity))]
[JsonSerializable(typeof(MultiScaleSimilarity))]
[JsonSerializable(typeof(TokenLikelihood))]
[JsonSerializable(typeof(WeightPenalty))]
[JsonSerializable(typeof(CodePenalty))]
[JsonSerializable(typeof(ActivityPenalty))]
[JsonSerializable(typeof(ContractivePenalty))]
[JsonSerializable(typeof(GaussianNoise))]
[JsonSerializable(typeof(MaskingNoise))]
[JsonSerializable(typeof(SaltAndPepperNoise))]
[JsonSerializable(typeof(ClippedGaussianNoise))]
[JsonSerializable(typeof(Blur))]
[JsonSerializable(typeof(Adam))]
[JsonSerializable(typeof(Sgd))]
[JsonSerializable(typeof(Recipe))]
internal sealed partial class RecipeJson : JsonSerializerContext;
