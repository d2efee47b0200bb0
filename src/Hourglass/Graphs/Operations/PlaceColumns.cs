using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>y = x among columns of zeros, at every position alike: <c>[batch, ..., columns] -> [batch, ..., Columns]</c>; the gradient of <see cref="TakeColumns"/>.</summary>
/// <param name="First">Where the first column of x stands in y, from 0.</param>
/// <param name="Columns">Columns of y.</param>
public sealed record PlaceColumns(int First, int Columns) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && inputs[0].IsBatch && First >= 0 && First + inputs[0].Features <= Columns, $"a batch that fits into {Columns} columns from column {First} on");
        return inputs[0].WithFeatures(Columns);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (ReferenceValue x, ReferenceValue y) = (call.Inputs[0].Split(call.Node.Inputs[0].Shape.Features), call.Output.Split(Columns));
        for (int row = 0; row < y.Rows; row++)
        {
            for (int column = 0; column < x.Columns; column++) y[row, First + column] = x[row, column];
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        int features = node.Inputs[0].Shape.Features;
        return (in KernelCall call) =>
        {
            (View x, View y) = (call.Inputs[0].Split(features), call.Output.Split(Columns));
            for (int row = 0; row < y.Rows; row++)
            {
                var to = new Span<float>(y.At(row, 0), Columns);
                to[..First].Clear();
                new ReadOnlySpan<float>(x.At(row, 0), features).CopyTo(to[First..]);
                to[(First + features)..].Clear();
            }
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => gradient.TakeColumns(First, node.Inputs[0].Shape.Features);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        // Zeros before and after each axis: only the last one gets any.
        var padding = new long[2 * (1 + call.Node.Shape.Dimensions.Length)];
        padding[(padding.Length / 2) - 1] = First;
        padding[^1] = Columns - First - call.Node.Inputs[0].Shape.Features;
        return call.Graph.Add("Pad", call[0], call.Graph.Integers(padding));
    }
}
