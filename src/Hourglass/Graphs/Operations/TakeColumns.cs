using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = some neighbouring columns of x, at every position alike: <c>[batch, ..., columns] -> [batch, ..., Count]</c>.</summary>
/// <param name="First">The first column taken, from 0.</param>
/// <param name="Count">How many.</param>
public sealed record TakeColumns(int First, int Count) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(
            inputs.Length == 1 && inputs[0].IsBatch && First >= 0 && Count >= 1 && First + Count <= inputs[0].Features, $"a batch that has columns {First} to {First + Count - 1}");
        return inputs[0].WithFeatures(Count);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (ReferenceValue x, ReferenceValue y) = (call.Inputs[0].Split(call.Node.Inputs[0].Shape.Features), call.Output.Split(Count));
        for (int row = 0; row < y.Rows; row++)
        {
            for (int column = 0; column < Count; column++) y[row, column] = x[row, First + column];
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        int features = node.Inputs[0].Shape.Features;
        return (in KernelCall call) =>
        {
            (View x, View y) = (call.Inputs[0].Split(features), call.Output.Split(Count));
            for (int row = 0; row < y.Rows; row++) new ReadOnlySpan<float>(x.At(row, First), Count).CopyTo(new Span<float>(y.At(row, 0), Count));
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.PlaceColumns(First, node.Inputs[0].Shape.Features);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Add("Slice", call[0], call.Graph.Integers(First), call.Graph.Integers(First + Count), call.Graph.Integers(-1));
}
