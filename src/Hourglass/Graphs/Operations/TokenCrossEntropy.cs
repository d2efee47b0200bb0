using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y_r = sum over positions p of [ln sum_k e^(z_pk) - z_p(id_p)]: the cross-entropy of a sequence of tokens under logits, in nats:
/// <c>[batch, positions, vocabulary] (logits), [batch, positions] (ids) -> [batch, 1]</c>. Positions whose id is <see cref="Padding"/> count nothing.
/// Fused with the softmax, which is never stored; fused gradient: <see cref="TokenCrossEntropyGradient"/>.
/// </summary>
public sealed record TokenCrossEntropy : Operation
{
    /// <summary>The id of what follows the end of a sequence.</summary>
    public const int Padding = 0;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        Require(inputs);
        return Shape.PerRow;
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        ReferenceValue ids = call.Inputs[1], logits = call.Inputs[0].Split(call.Node.Inputs[0].Shape.Features);
        for (int place = 0; place < ids.Values.Length; place++)
        {
            int id = (int)ids.Values[place];
            if (IsCounted(id, logits.Columns)) call.Output.Values[place / ids.Columns] += LogSumExp(logits, place) - logits[place, id];
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        (View logits, View ids) = (call.Inputs[0], call.Inputs[1]);
        int vocabulary = logits.Columns / ids.Columns;
        for (int row = 0; row < ids.Rows; row++)
        {
            double sum = 0;
            for (int position = 0; position < ids.Columns; position++)
            {
                int id = (int)*ids.At(row, position);
                if (!IsCounted(id, vocabulary)) continue;
                View z = At(logits, row, position, vocabulary);
                float total = Softmax.ExponentialsOf<V>(z, 0, null, out float largest);
                sum += largest + MathF.Log(total) - *z.At(0, id);
            }

            *call.Output.At(row, 0) = (float)sum;
        }
    };

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) =>
        input == 0 ? node.Graph.Apply(new TokenCrossEntropyGradient(), node.Inputs[0], node.Inputs[1], gradient) : null;

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 20L * rows * node.Inputs[0].Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        (OnnxGraph graph, Shape logits) = (call.Graph, call.Node.Inputs[0].Shape);
        (string ids, string isKnown) = call.Ids(1, logits.Features);
        string isCounted = graph.Add("Mul", isKnown, graph.Cast(graph.Add("Greater", call[1], graph.Number(Padding)), OnnxType.Float));
        string chosen = graph.Add("GatherElements", [call[0], graph.Reshape(ids, logits.WithFeatures(1))], new OnnxAttribute("axis", 2));
        string normaliser = graph.Add("ReduceLogSumExp", [call[0]], new OnnxAttribute("axes", [2]));
        string loss = graph.Reshape(graph.Add("Sub", normaliser, chosen), call.Node.Inputs[1].Shape);
        return graph.Sum(graph.Add("Mul", loss, isCounted), axis: 1, keeps: true);
    }

    internal static void Require(ReadOnlySpan<Shape> inputs) => ShapeException.Require(
        inputs.Length >= 2 && inputs[0].IsBatch && inputs[0].Dimensions.Length == 2 && inputs[1] == Shape.Batch(inputs[0].Dimensions[0]),
        "logits [batch, positions, vocabulary] and ids [batch, positions]");

    internal static bool IsCounted(int id, int vocabulary) => id != Padding && (uint)id < (uint)vocabulary;

    internal static double LogSumExp(ReferenceValue logits, int place)
    {
        double largest = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < logits.Columns; k++) largest = Math.Max(largest, logits[place, k]);
        for (int k = 0; k < logits.Columns; k++) sum += Math.Exp(logits[place, k] - largest);
        return largest + Math.Log(sum);
    }

    // The logits of one position as a row of their own.
    internal static unsafe View At(View logits, int row, int position, int vocabulary) =>
        new(logits.At(row, position * vocabulary), 1, vocabulary, vocabulary, vocabulary, 0);
}
