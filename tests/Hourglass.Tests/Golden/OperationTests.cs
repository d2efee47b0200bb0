using System.Collections.Immutable;
using System.Text.Json;
using Hourglass.Graphs;
using Hourglass.Graphs.Differentiation;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Regularisers;
using Hourglass.Tests.Graphs;

namespace Hourglass.Tests.Golden;

/// <summary>Values and gradients of activations, losses, layers and penalties against PyTorch's, on both executors. Tolerances as in operations.py.</summary>
public class OperationTests
{
    private delegate Node Formula(GraphBuilder builder, JsonElement attributes, IReadOnlyDictionary<string, Node> inputs);

    // How much finer float64 rounds than float32.
    private const double Float64PerFloat32 = 1.0 / (1 << 29);

    private static readonly IReadOnlyList<JsonElement> Cases =
        [.. new[] { "operations.json", "pictures.json", "convolutions.json", "variants.json" }.SelectMany(GoldenFiles.CasesOf)];

    private static readonly Dictionary<string, Formula> Formulas = new()
    {
        ["relu"] = (_, _, given) => Activation.Relu.Apply(given["x"]),
        ["leaky_relu"] = (_, _, given) => Activation.LeakyRelu.Apply(given["x"]),
        ["elu"] = (_, _, given) => Activation.Elu.Apply(given["x"]),
        ["selu"] = (_, _, given) => Activation.Selu.Apply(given["x"]),
        ["gelu"] = (_, _, given) => Activation.Gelu.Apply(given["x"]),
        ["silu"] = (_, _, given) => Activation.Swish.Apply(given["x"]),
        ["sigmoid"] = (_, _, given) => Activation.Sigmoid.Apply(given["x"]),
        ["tanh"] = (_, _, given) => Activation.Tanh.Apply(given["x"]),
        ["softplus"] = (_, _, given) => Activation.Softplus.Apply(given["x"]),
        ["softmax"] = (_, _, given) => given["x"].Softmax(),
        ["binary_cross_entropy"] = (_, _, given) => new BernoulliCrossEntropy().Loss(given["logits"], given["targets"]) * given["targets"].Shape.Columns,
        ["categorical_cross_entropy"] = (_, _, given) => new CategoricalCrossEntropy().Loss(given["logits"], given["targets"]),
        ["squared_error"] = (_, attributes, given) => new SquaredError().Loss(given["reconstruction"], given["targets"]) is var rows
            && Text(attributes, "reduction").EndsWith("mean over rows") ? rows.MeanOverBatch() : rows,
        ["mean_squared_error"] = (_, _, given) => new MeanSquaredError().Loss(given["reconstruction"], given["targets"]).MeanOverBatch(),
        ["linear"] = (builder, _, given) => new Dense(given["bias"].Shape.Count).Build(builder, given["x"]),
        ["layer_normalisation"] = (builder, attributes, given) => new LayerNormalisation { Epsilon = Number(attributes, "epsilon") }.Build(builder, given["x"]),
        ["batch_normalisation"] = (builder, attributes, given) => new BatchNormalisation { Epsilon = Number(attributes, "epsilon") }.Build(builder, given["x"]),
        ["batch_normalisation_inference"] = (builder, attributes, given) =>
            new BatchNormalisation { Epsilon = Number(attributes, "epsilon") }.Build(builder, given["x"]),
        ["max_pool"] = (builder, attributes, given) =>
            new MaxPooling(Whole(attributes, "size")) { Stride = Whole(attributes, "stride"), Padding = Whole(attributes, "padding") }.Build(builder, given["x"]),
        ["max_pool_same"] = (builder, attributes, given) => new MaxPooling(Whole(attributes, "size")) { Stride = Whole(attributes, "stride"), Same = true }.Build(builder, given["x"]),
        ["average_pool"] = (builder, attributes, given) =>
            new AveragePooling(Whole(attributes, "size")) { Stride = Whole(attributes, "stride"), Padding = Whole(attributes, "padding") }.Build(builder, given["x"]),
        ["average_pool_same"] = (builder, attributes, given) => new AveragePooling(Whole(attributes, "size")) { Stride = Whole(attributes, "stride"), Same = true }.Build(builder, given["x"]),
        ["global_average_pool"] = (builder, _, given) => new GlobalAveragePooling().Build(builder, given["x"]),
        ["upsample_nearest"] = (builder, attributes, given) => new Upsampling(Whole(attributes, "factor")).Build(builder, given["x"]),
        ["upsample_bilinear"] = (builder, attributes, given) => new Upsampling(Whole(attributes, "factor")) { Mode = UpsamplingMode.Bilinear }.Build(builder, given["x"]),
        ["resize_bilinear"] = (builder, attributes, given) => builder.Graph.Apply(new UpsampleBilinear(Whole(attributes, "height"), Whole(attributes, "width")), given["x"]),
        ["pad"] = (builder, attributes, given) =>
            new ZeroPadding(Whole(attributes, "top"), Whole(attributes, "bottom"), Whole(attributes, "left"), Whole(attributes, "right")).Build(builder, given["x"]),
        ["crop"] = (builder, attributes, given) =>
            new Cropping(Whole(attributes, "top"), Whole(attributes, "bottom"), Whole(attributes, "left"), Whole(attributes, "right")).Build(builder, given["x"]),
        ["pixel_shuffle"] = (builder, attributes, given) => new PixelShuffling(Whole(attributes, "factor")).Build(builder, given["x"]),
        ["pixel_unshuffle"] = (builder, attributes, given) => new PixelUnshuffling(Whole(attributes, "factor")).Build(builder, given["x"]),
        ["convolve"] = (_, attributes, given) => Convolution(attributes, given, PaddedWindow(attributes, given["kernel"])),
        ["convolve_same"] = (_, attributes, given) => Convolution(attributes, given, SameWindow(attributes, given["kernel"], PictureSize.Of(given["x"].Shape))),
        ["convolve_transposed"] = (_, attributes, given) => Transposed(
            attributes, given, PaddedWindow(attributes, given["kernel"]), new(Whole(attributes, "height"), Whole(attributes, "width"), given["kernel"].Shape.Features)),
        ["convolve_transposed_same"] = (_, attributes, given) =>
        {
            (PictureSize x, (int down, int across)) = (PictureSize.Of(given["x"].Shape), Pair(attributes, "stride"));
            PictureSize result = new(x.Height * down, x.Width * across, given["kernel"].Shape.Features);
            return Transposed(attributes, given, SameWindow(attributes, given["kernel"], result), result);
        },
        ["group_normalisation"] = (builder, attributes, given) =>
            new GroupNormalisation(Whole(attributes, "groups")) { Epsilon = Number(attributes, "epsilon") }.Build(builder, given["x"]),
        ["instance_normalisation"] = (builder, attributes, given) => new InstanceNormalisation { Epsilon = Number(attributes, "epsilon") }.Build(builder, given["x"]),
        ["l2_penalty"] = (_, attributes, given) => new WeightPenalty(Number(attributes, "lambda")).Penalty(new([given["W1"], given["W2"]], given["W1"], given["W1"])),
        ["absolute_error"] = (_, _, given) => new AbsoluteError().Loss(given["reconstruction"], given["targets"]),
        ["huber"] = (_, attributes, given) => new HuberError { Delta = Number(attributes, "delta") }.Loss(given["reconstruction"], given["targets"]),
        ["ssim"] = (_, attributes, given) => new StructuralSimilarity { RowShape = ShapeOf(attributes) }.Loss(given["logits"], given["targets"]),
        ["ms_ssim"] = (_, attributes, given) => new MultiScaleSimilarity { RowShape = ShapeOf(attributes) }.Loss(given["logits"], given["targets"]),
        ["top_k"] = (builder, attributes, given) => new TopK((int)Number(attributes, "k")).Build(builder, given["x"]),
        ["activity"] = (_, attributes, given) => new ActivityPenalty(Number(attributes, "target"), Number(attributes, "weight")).Penalty(new([], given["x"].Sigmoid(), given["x"])),
        ["contractive"] = (_, attributes, given) => new ContractivePenalty(Number(attributes, "strength")).Penalty(new(
            [], Activation.Parse(Text(attributes, "activation")).Apply(given["x"].MatrixMultiply(given["W"], given["b"])), given["x"])),
    };

    // Hourglass has neither GELU by the error function nor leaky ReLU with another slope.
    public static TheoryData<string> Names =>
    [
        .. Cases.Where(one => Text(one, "operation") switch
        {
            "gelu" => Text(one.GetProperty("attributes"), "form") == "tanh",
            "leaky_relu" => Number(one.GetProperty("attributes"), "slope") == 0.01,
            _ => true,
        }).Select(one => Text(one, "name")),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operation_agrees_with_PyTorch(string name)
    {
        JsonElement golden = Cases.Single(one => Text(one, "name") == name);
        string operation = Text(golden, "operation");
        bool keepsAverages = golden.TryGetProperty("stateUpdate", out JsonElement update) && Text(update, "convention") == "Keras";
        var graph = new Graph();
        var values = Arrays(golden, "inputs");
        if (golden.TryGetProperty("stateBefore", out _)) values = values.Concat(Arrays(golden, "stateBefore")).ToDictionary();
        var leaves = values.ToDictionary(input => input.Key, input => LeafFor(graph, operation, input.Key, input.Value));
        var builder = new GraphBuilder(graph, isTraining: operation == "batch_normalisation");
        Node output = Formulas[operation](builder, golden.GetProperty("attributes"), leaves);
        Node upstream = output.Shape.IsBatch ? graph.Input("upstream", output.Shape) : graph.Scalar("upstream");
        leaves.Add("upstream", upstream);
        values.Add("upstream", GoldenArray.From(golden.GetProperty("outputGradient")));

        var expected = Arrays(golden, "gradients");
        Node[] roots = [.. Differentiation.Gradients((output * upstream).Sum(), [.. expected.Keys.Select(input => leaves[input])]), output];
        expected.Add("output", GoldenArray.From(golden.GetProperty("output")));
        if (keepsAverages)
        {
            roots = [.. roots, .. graph.Assignments.Select(assignment => assignment.Value)];
            expected = expected.Concat(Arrays(golden, "stateAfter")).ToDictionary();
        }

        IReadOnlyList<double[]> definitions = Define(leaves, values, roots);
        float[][] kernels = Run(graph, leaves, values, roots);
        foreach (((string what, GoldenArray array), int i) in expected.Select((pair, i) => (pair, i)))
        {
            double float32 = golden.GetProperty("float32").TryGetProperty(what, out JsonElement own) ? own.GetDouble() : 0;
            array.AssertNear(definitions[i], Math.Max(1e-12, 10 * float32 * Float64PerFloat32), $"{name}, {what}, definition");
            array.AssertNear(Array.ConvertAll(kernels[i], value => (double)value), Math.Max(2e-6, 10 * float32), $"{name}, {what}, kernel");
        }
    }

    private static Dictionary<string, GoldenArray> Arrays(JsonElement golden, string name) =>
        golden.GetProperty(name).EnumerateObject().ToDictionary(array => array.Name, array => GoldenArray.From(array.Value));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static int Whole(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static (int Vertical, int Horizontal) Pair(JsonElement element, string name) => (element.GetProperty(name)[0].GetInt32(), element.GetProperty(name)[1].GetInt32());

    private static Node Convolution(JsonElement attributes, IReadOnlyDictionary<string, Node> given, Window window) =>
        given["x"].Graph.Apply(new Convolve(window, Whole(attributes, "groups")), given["x"], given["kernel"], given["bias"]);

    private static Node Transposed(JsonElement attributes, IReadOnlyDictionary<string, Node> given, Window window, PictureSize result) =>
        given["x"].Graph.Apply(new ConvolveTransposed(window, Whole(attributes, "groups"), result.Height, result.Width), given["x"], given["kernel"], given["bias"]);

    private static Window PaddedWindow(JsonElement attributes, Node kernel)
    {
        ((int down, int across), (int tall, int wide)) = (Pair(attributes, "stride"), Pair(attributes, "dilation"));
        int[] padding = [.. attributes.GetProperty("padding").EnumerateArray().Select(side => side.GetInt32())];
        return new(
            new WindowAxis(kernel.Shape.Dimensions[0], down, padding[0], padding[1], tall), new WindowAxis(kernel.Shape.Dimensions[1], across, padding[2], padding[3], wide));
    }

    private static Window SameWindow(JsonElement attributes, Node kernel, PictureSize pictures)
    {
        ((int down, int across), (int tall, int wide)) = (Pair(attributes, "stride"), Pair(attributes, "dilation"));
        return new(
            WindowAxis.Same(pictures.Height, kernel.Shape.Dimensions[0], down, tall), WindowAxis.Same(pictures.Width, kernel.Shape.Dimensions[1], across, wide));
    }

    private static ImmutableArray<int> ShapeOf(JsonElement attributes) => [.. attributes.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32())];

    // Weights are fixed, under the names that layers give them; all else is a batch.
    private static Node LeafFor(Graph graph, string operation, string name, GoldenArray array) => (operation, name) switch
    {
        ("linear" or "l2_penalty" or "contractive", "weight" or "bias" or "W1" or "W2" or "W" or "b") => graph.Parameter(name, Shape.Fixed(array.Shape)),
        (_, "kernel") => graph.Parameter(name, Shape.Fixed(array.Shape)),
        (_, "weight") => graph.Parameter("scale", Shape.Fixed(array.Shape)),
        (_, "bias") => graph.Parameter("offset", Shape.Fixed(array.Shape)),
        (_, "runningMean") => graph.State("mean", Shape.Fixed(array.Shape)),
        (_, "runningVariance") => graph.State("variance", Shape.Fixed(array.Shape)),
        _ => graph.Input(name, Shape.Batch(array.Shape[1..])),
    };

    private static int RowsOf(Dictionary<string, Node> leaves, Dictionary<string, GoldenArray> values) =>
        leaves.Where(leaf => leaf.Value.Shape.IsBatch).Select(leaf => values[leaf.Key].Shape[0]).FirstOrDefault(1);

    private static IReadOnlyList<double[]> Define(Dictionary<string, Node> leaves, Dictionary<string, GoldenArray> values, Node[] roots)
    {
        var reference = new ReferenceExecutor { Run = { Rows = RowsOf(leaves, values) } };
        foreach ((string input, Node leaf) in leaves) reference.Set(leaf, values[input].Values);
        return reference.Evaluate(roots);
    }

    private static float[][] Run(Graph graph, Dictionary<string, Node> leaves, Dictionary<string, GoldenArray> values, Node[] roots)
    {
        var stored = new StoredValues(graph.Nodes.Select(node => node.Operation).OfType<StoredLeaf>());
        var executor = new Executor(Plan.Make(graph, roots, assign: false, RowsOf(leaves, values)), stored, 1);
        executor.Poison();
        foreach ((string input, Node leaf) in leaves)
        {
            if (leaf.Operation is StoredLeaf kept) stored.Set(kept.Path, Array.ConvertAll(values[input].Values, value => (float)value));
            else if (leaf.Shape.IsScalar) executor.SetScalar(leaf, values[input].Values[0]);
            else executor.BindInput(leaf, new ArrayRows(values[input].Values));
        }

        executor.Execute(1);
        return [.. roots.Select(executor.ValuesOf)];
    }
}
