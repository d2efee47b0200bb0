using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// 1 for the largest numbers of each row and 0 for the others, the first of equals: <c>[batch, ...] -> [batch, ...]</c>. Its gradient is zero, so
/// x * mask(x) lets the gradient of what it keeps pass, and nothing else: Makhzani and Frey 2014, section 2.1.
/// </summary>
/// <param name="Count">How many numbers of a row are marked; all when it has no more.</param>
public sealed record LargestMask(int Count) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && inputs[0].IsBatch && Count >= 1, "a batch, and at least one number to be marked");
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        ReferenceValue x = call.Inputs[0];
        for (int row = 0; row < x.Rows; row++)
        {
            // Sorting is stable: equals stay in order.
            int at = row;
            foreach (int column in Enumerable.Range(0, x.Columns).OrderByDescending(column => x[at, column]).Take(Count)) call.Output[row, column] = 1;
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        int count = Math.Min(Count, node.Shape.Columns);
        return (in KernelCall call) =>
        {
            for (int row = 0; row < call.Output.Rows; row++) MarkRow<V>(call.Inputs[0].At(row, 0), call.Output.At(row, 0), call.Output.Columns, count);
        };
    }

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => null;

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 64L * rows * node.Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        Shape row = Shape.Batch(call.Node.Shape.Columns), marked = Shape.Batch(Math.Min(Count, call.Node.Shape.Columns));
        string places = call.Graph.Add(2, "TopK", [call.Matrix(0), call.Graph.Integers(marked.Columns)])[1];
        string mask = call.Graph.Add(
            "ScatterElements", [call.Graph.Expand(call.Graph.Number(0), row), places, call.Graph.Expand(call.Graph.Number(1), marked)], new OnnxAttribute("axis", 1));
        return call.Node.Shape.Dimensions.Length > 1 ? call.Graph.Reshape(mask, call.Node.Shape) : mask;
    }

    // Of all floats the largest that at least so many numbers reach is the last number to be marked. It is found bit by bit: as whole numbers, the
    // bits of floats stand in the order of the floats once those of negative ones are turned round.
    private static unsafe void MarkRow<V>(float* x, float* y, int columns, int count) where V : unmanaged, ILanes<V>
    {
        long low = KeyOf(float.NegativeInfinity), high = KeyOf(float.PositiveInfinity);
        while (low < high)
        {
            long middle = low + ((high - low + 1) / 2);
            if (CountNotBelow<V>(x, columns, FloatOf(middle)) >= count) low = middle;
            else high = middle - 1;
        }

        float last = FloatOf(low);
        int left = count;
        for (int column = 0; column < columns; column++)
        {
            if (x[column] > last) left--;
        }

        for (int column = 0; column < columns; column++) y[column] = x[column] > last || (x[column] == last && left-- > 0) ? 1 : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe float CountNotBelow<V>(float* x, int columns, float limit) where V : unmanaged, ILanes<V>
    {
        V least = V.Broadcast(limit), one = V.Broadcast(1f), below = V.Broadcast(0f), zero = below;
        int column = 0;
        for (; column + V.Width <= columns; column += V.Width) below += V.Select(V.GreaterThan(least, V.Load(x + column)), one, zero);
        float sum = V.Sum(below);
        for (; column < columns; column++) sum += limit > x[column] ? 1 : 0;
        return columns - sum;
    }

    private static long KeyOf(float value) => BitConverter.SingleToInt32Bits(value) is var bits && bits >= 0 ? bits : int.MinValue - (long)bits;

    private static float FloatOf(long key) => BitConverter.Int32BitsToSingle((int)(key >= 0 ? key : int.MinValue - key));
}
