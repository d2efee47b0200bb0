using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Onnx;
using Hourglass.Graphs.Operations;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Hourglass.Tests.Graphs;

public class OnnxRuleTests
{
    // What only a training step computes, and what is random.
    private static readonly Type[] WithoutRule =
    [
        typeof(AdamStep), typeof(AveragePoolGradient), typeof(BatchNormaliseGradient), typeof(BatchNormaliseSums), typeof(Copy), typeof(EmbeddingGradient), typeof(Flush), typeof(GroupNormaliseGradient),
        typeof(GroupNormaliseSums), typeof(GruGradient), typeof(KernelGradientRows), typeof(LayerNormaliseGradient), typeof(LayerNormaliseSums), typeof(MaxPoolGradient), typeof(MovingAverage), typeof(MovingAverageOfSquares),
        typeof(ScaledDifference), typeof(TokenCrossEntropyGradient), typeof(TransposedMultiply),
        typeof(UpsampleBilinearGradient), typeof(WaveletTransform),
    ];

    public static TheoryData<string> Names => [.. OperationExamples.All.Where(example => !WithoutRule.Contains(example.Operation)).Select(example => example.Name)];

    public static TheoryData<string> NamesWithoutRule => [.. OperationExamples.All.Where(example => WithoutRule.Contains(example.Operation)).Select(example => example.Name)];

    [Theory, MemberData(nameof(Names))]
    public void The_rule_is_the_definition(string name)
    {
        foreach ((int rows, int columns) in (ReadOnlySpan<(int, int)>)[(1, 3), (5, 18)])
        {
            var example = new ExampleGraph(OperationExamples.Named(name), rows, columns);
            double[] expected = example.Reference().Evaluate(example.Output)[0];
            float[] found = Run(example);
            double size = Math.Max(1, expected.Max(Math.Abs));
            Assert.Equal(expected.Length, found.Length);
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * size));
        }
    }

    [Theory, MemberData(nameof(NamesWithoutRule))]
    public void An_operation_without_a_rule_is_refused_by_name(string name)
    {
        OperationExample operation = OperationExamples.Named(name);
        string message = Assert.Throws<InputException>(() => Run(new ExampleGraph(operation, 2, 3))).Message;
        Assert.Contains(operation.Operation.Name, message);
        Assert.Contains("ONNX", message);
    }

    [Fact]
    public void Large_logits_overflow_nothing()
    {
        var graph = new Graph();
        Node logits = graph.Input("logits", Shape.Batch(3));
        float[] found = Run(logits.LogSumExp(), [(logits, [300, 299, -300])], rows: 1);
        Assert.Equal(300 + Math.Log(1 + Math.Exp(-1)), found[0], 1e-4);
    }

    [Fact]
    public void An_id_outside_the_table_is_zeros_and_counts_nothing()
    {
        var graph = new Graph();
        Node ids = graph.Input("ids", Shape.Batch(3)), table = graph.Parameter("table", Shape.Fixed(2, 2)), logits = graph.Input("logits", Shape.Batch(3, 2));
        Assert.Equal([3, 4, 0, 0, 0, 0], Run(ids.Embed(table), [(ids, [1, 2, -1]), (table, [1, 2, 3, 4])], rows: 1));
        float loss = Run(graph.Apply(new TokenCrossEntropy(), logits, ids), [(ids, [1, 2, 0]), (logits, [0, 0, 5, 6, 7, 8])], rows: 1)[0];
        Assert.Equal(Math.Log(2), loss, 1e-6);
    }

    [Fact]
    public void The_number_of_rows_and_constants_of_a_batch_follow_the_batch()
    {
        var graph = new Graph();
        Node x = graph.Input("x", Shape.Batch(2));
        Assert.Equal([4, 6], Run(x.MeanOfRows(), [(x, [1, 2, 3, 4, 8, 12])], rows: 3));
        Assert.Equal([7, 7, 7, 7], Run(graph.Constant(Shape.Batch(2), 7), [], rows: 2));
    }

    [Fact]
    public void A_parameter_may_be_called_as_an_output_is()
    {
        var graph = new Graph();
        Node result = graph.Parameter("result", Shape.Fixed(2)) * 3;
        var values = new StoredValues([(StoredLeaf)result.Inputs[0].Operation]);
        values.Set("result", [1, 2]);
        Assert.Equal([3, 6], Run(result, [], rows: 1, values));
    }

    private static float[] Run(ExampleGraph example) =>
        Run(example.Output, [.. example.Leaves.Select(leaf => (leaf, Array.ConvertAll(example.Values[leaf], value => (float)value)))], example.Rows);

    // All leaves are inputs; the first input is a batch in any case.
    private static float[] Run(Node result, (Node Leaf, float[] Values)[] leaves, int rows, StoredValues? stored = null)
    {
        var onnx = new OnnxGraph("example", stored ?? new StoredValues([]));
        onnx.Input("rows", OnnxType.Float, Shape.PerRow, "");
        List<NamedOnnxValue> inputs = [NamedOnnxValue.CreateFromTensor("rows", new DenseTensor<float>(new float[rows], [rows, 1]))];
        foreach ((Node leaf, float[] values) in leaves)
        {
            string name = $"leaf{inputs.Count}";
            onnx.Bind(leaf, onnx.Input(name, OnnxType.Float, leaf.Shape, ""));
            int[] dimensions = [.. leaf.Shape.IsBatch ? (int[])[rows] : [], .. leaf.Shape.Dimensions];
            inputs.Add(NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(values, dimensions)));
        }

        onnx.Output("result", onnx.Of(result), OnnxType.Float, result.Shape, "");
        using var model = new OnnxRunner(stream => OnnxModel.Write(stream, onnx, ("test", "1"), new Dictionary<string, string>()));
        return model.Run(inputs)["result"];
    }
}
