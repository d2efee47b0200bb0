using System.Collections.Immutable;
using System.Text.Json;
using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Preprocessing;
using Hourglass.Tests.Contracts;
using Hourglass.Training;

namespace Hourglass.Tests.Golden;

/// <summary>Weights under PyTorch's names give what PyTorch's modules give, and come back out bit for bit. Models and tolerance are those of torch_weights.py.</summary>
public class TorchWeightsTests
{
    private const string File = "torch_weights.json";
    private const double Tolerance = 1e-5;

    private static readonly Dictionary<string, AutoencoderModel> s_models = new()
    {
        ["dense"] = new DenseAutoencoder(3) { Layers = [5], CodeActivation = Activation.Linear },
        ["batch"] = new DenseAutoencoder(3) { Layers = [5], Activation = Activation.Tanh, CodeActivation = Activation.Sigmoid, Normalisation = Normalisation.Batch },
        ["layer"] = new DenseAutoencoder(3) { Layers = [5], Activation = Activation.Gelu, CodeActivation = Activation.Linear, Normalisation = Normalisation.Layer, Dropout = 0.25 },
        ["tied"] = new DenseAutoencoder(3) { Layers = [5], Activation = Activation.Selu, CodeActivation = Activation.Linear, TiedWeights = true },
        ["variational"] = new DenseAutoencoder(3) { Layers = [5], Activation = Activation.Elu, CodeLayer = new GaussianCode(3) },
        ["activations"] = new LayeredAutoencoder(
            [new Dense(5) { Activation = Activation.Swish, Bias = false }, new Dense(3) { Activation = Activation.Softplus }],
            [new Dense(4) { Activation = Activation.LeakyRelu }, new Dense(6)]),
        ["convolutional"] = new ConvolutionalAutoencoder(3) { RowShape = [5, 7, 3], Filters = [4, 6] },
        ["convolutional, variational"] = new ConvolutionalAutoencoder(3) { RowShape = [5, 7, 3], Filters = [4, 6], CodeLayer = new GaussianCode(3) },
        ["convolutional, gaussian"] = new ConvolutionalAutoencoder(3) { RowShape = [5, 7, 3], Filters = [4, 6] },
        ["residual"] = new ConvolutionalAutoencoder(3) { RowShape = [6, 4], Filters = [4], Blocks = 1 },
        ["residual, batch"] = new ConvolutionalAutoencoder(3) { RowShape = [6, 4], Filters = [4], Blocks = 1, Normalisation = Normalisation.Batch },
        ["residual, layer"] = new ConvolutionalAutoencoder(3) { RowShape = [6, 4], Filters = [4], Blocks = 1, Normalisation = Normalisation.Layer },
        ["same"] = new LayeredAutoencoder(
            [
                new Reshaping([5, 6, 2]),
                new Convolution(4, 3) { Stride = 2, Same = true, Activation = Activation.Elu },
                new Convolution(4, 3) { Padding = 1, Groups = 4, Bias = false },
                new Flattening(),
                new Dense(3),
            ],
            [
                new Dense(24),
                new Reshaping([3, 2, 4]),
                new Convolution(6, 3) { Same = true, Dilation = 2, Groups = 2, Activation = Activation.Tanh },
                new TransposedConvolution(2, 2) { Stride = 2, Bias = false },
                new Flattening(),
                new Dense(60),
            ]),
        ["sequence"] = new LayeredAutoencoder(
            [
                new Reshaping([9, 2]),
                new Convolution(4, 3) { Stride = 2, Padding = 1, Activation = Activation.Swish },
                new Convolution(6, 2) { Same = true, Groups = 2, Bias = false },
                new Flattening(),
                new Dense(3),
            ],
            [new Dense(16), new Reshaping([4, 4]), new TransposedConvolution(2, 4) { Stride = 2, Padding = 1, MoreWidth = 1 }, new Flattening()]),
        ["recurrent"] = new RecurrentAutoencoder(3, 8) { Embedding = 4, Units = 6 },
    };

    public static TheoryData<string> Names => [.. GoldenFiles.CasesOf(File).Select(golden => golden.GetProperty("name").GetString()!)];

    public static TheoryData<Layer> Layers => PartExamples.Of<Layer>();

    [Theory]
    [MemberData(nameof(Names))]
    public void Codes_and_reconstructions_are_those_of_PyTorch(string name)
    {
        JsonElement golden = Case(name);
        TrainedAutoencoder model = Model(name).WithWeights(StateOf(golden), "state");
        DataSet rows = Rows(golden);
        Near(golden.GetProperty("codes"), [.. model.Encode(rows).Cast<float>()], "codes");
        if (golden.TryGetProperty("losses", out JsonElement losses)) Near(losses, model.Loss(rows), "losses");
        else Near(golden.GetProperty("reconstructions"), [.. model.Reconstruct(rows).Cast<float>()], "reconstructions");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_goes_in_comes_out_with_the_modules_it_belongs_to(string name)
    {
        JsonElement golden = Case(name);
        SafeTensors state = StateOf(golden), exported = Model(name).WithWeights(state, "state").ToSafeTensors();
        foreach (JsonProperty stack in golden.GetProperty("modules").EnumerateObject()) Assert.Equal(stack.Value.GetString(), exported.Metadata[stack.Name]);
        Assert.Equal(state.Tensors.Select(tensor => tensor.Name).Order(), exported.Tensors.Select(tensor => tensor.Name).Order());
        foreach (NamedTensor tensor in state.Tensors)
        {
            NamedTensor other = exported.Tensors.Single(candidate => candidate.Name == tensor.Name);
            Assert.Equal(tensor.Shape, other.Shape);
            Assert.Equal(tensor.Values, other.Values);
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Every_layer_says_what_it_is_in_PyTorch(Layer layer) => Assert.NotEmpty(layer.TorchModules(PartExamples.ShapeBefore(layer)));

    private static JsonElement Case(string name) => GoldenFiles.CasesOf(File).Single(golden => golden.GetProperty("name").GetString() == name);

    private static DataSet Rows(JsonElement golden)
    {
        GoldenArray rows = GoldenArray.From(golden.GetProperty("rows"));
        return DataSet.From(Floats(rows), rows.Shape[1]);
    }

    // Trained for one step only: what it learnt is replaced.
    private static TrainedAutoencoder Model(string name)
    {
        AutoencoderModel architecture = s_models[name];
        Likelihood loss = architecture is RecurrentAutoencoder recurrent ? new TokenLikelihood(recurrent.Vocabulary)
            : name.EndsWith("gaussian", StringComparison.Ordinal) ? new GaussianLikelihood()
            : new MeanSquaredError();
        return new Autoencoder(architecture) { Loss = loss, Scaling = ScalingKind.None }.Fit(Rows(Case(name)), new TrainingOptions { Steps = 1, Validation = 0 });
    }

    private static SafeTensors StateOf(JsonElement golden) => new(
    [
        .. from property in golden.GetProperty("state").EnumerateObject()
           let array = GoldenArray.From(property.Value)
           select new NamedTensor(property.Name, ImmutableArray.Create(array.Shape), Floats(array)),
    ]);

    private static float[] Floats(GoldenArray array) => Array.ConvertAll(array.Values, value => (float)value);

    private static void Near(JsonElement expected, float[] actual, string what) =>
        GoldenArray.From(expected).AssertNear(Array.ConvertAll(actual, value => (double)value), Tolerance, what);
}
