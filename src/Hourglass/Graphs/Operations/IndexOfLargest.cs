using System.Numerics.Tensors;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y_p = the number of the largest column at each position, the first of equals: <c>[batch, positions, columns] -> [batch, positions]</c>. Its gradient is zero.</summary>
public sealed record IndexOfLargest : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && inputs[0].IsBatch && inputs[0].Dimensions.Length == 2, "a batch [batch, positions, columns]");
        return Shape.Batch(inputs[0].Dimensions[0]);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        int columns = call.Node.Inputs[0].Shape.Features;
        for (int place = 0; place < call.Output.Values.Length; place++)
            call.Output.Values[place] = TensorPrimitives.IndexOfMax<double>(call.Inputs[0].Values.AsSpan(place * columns, columns));
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        int columns = node.Inputs[0].Shape.Features;
        return (in KernelCall call) =>
        {
            (View x, View y) = (call.Inputs[0], call.Output);
            for (int row = 0; row < y.Rows; row++)
            {
                for (int position = 0; position < y.Columns; position++)
                    *y.At(row, position) = TensorPrimitives.IndexOfMax(new ReadOnlySpan<float>(x.At(row, position * columns), columns));
            }
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => null;

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => (long)rows * node.Inputs[0].Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Cast(
        call.Graph.Add("ArgMax", [call[0]], new OnnxAttribute("axis", 2), new OnnxAttribute("keepdims", 0)), OnnxType.Float);
}
