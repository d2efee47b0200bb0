using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Each number of a gradient in shares at the four pixels it was made from: <c>[batch, Height, Width, channels] -> [batch, height, width, channels]</c>;
/// the gradient of <see cref="UpsampleBilinear"/>, whose gradient is that one.
/// </summary>
/// <param name="Shape">The result's shape.</param>
public sealed record UpsampleBilinearGradient(Shape Shape) : PictureOperation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1, "one batch of pictures");
        PictureSize large = PictureSize.Of(inputs[0]), to = PictureSize.Of(Shape);
        ShapeException.Require((large with { Height = to.Height, Width = to.Width }).ToShape(inputs[0]) == Shape, $"pictures or sequences of {to.Channels} channels, like the result");
        return Shape;
    }

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (PictureSize size, PictureSize large) = (PictureSize.Of(Shape), PictureSize.Of(call.Node.Inputs[0].Shape));
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int i = 0; i < call.Inputs[0].Columns; i++)
            {
                LinearStep line = LinearStep.At(i / large.Line, size.Height, large.Height), column = LinearStep.At(i / size.Channels % large.Width, size.Width, large.Width);
                (ReferenceValue y, double g) = (call.Output, call.Inputs[0][row, i]);
                int Index(int down, int left) => (((down * size.Width) + left) * size.Channels) + (i % size.Channels);
                y[row, Index(line.Low, column.Low)] += g * (1 - line.Share) * (1 - column.Share);
                y[row, Index(line.Low, column.High)] += g * (1 - line.Share) * column.Share;
                y[row, Index(line.High, column.Low)] += g * line.Share * (1 - column.Share);
                y[row, Index(line.High, column.High)] += g * line.Share * column.Share;
            }
        }
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) =>
        PictureSize.Of(node.Inputs[0].Shape) is var large ? node.Graph.Apply(new UpsampleBilinear(large.Height, large.Width), gradient) : gradient;

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 8L * rows * node.Inputs[0].Shape.Columns;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override unsafe void Compute<V>(Node node, in KernelCall call, int row, int first, int end)
    {
        (PictureSize size, PictureSize large) = (PictureSize.Of(Shape), PictureSize.Of(node.Inputs[0].Shape));
        float* g = call.Inputs[0].At(row, 0), y = call.Output.At(row, 0);
        Clear(y, size, first, end);
        for (int i = 0; i < large.Height; i++)
        {
            LinearStep line = LinearStep.At(i, size.Height, large.Height);
            float* top = y + (line.Low * size.Line), bottom = y + (line.High * size.Line);
            V share = V.Broadcast((float)line.Share);
            for (int j = 0; j < large.Width; j++, g += size.Channels)
            {
                LinearStep column = LinearStep.At(j, size.Width, large.Width);
                (int left, int right, V part) = (column.Low * size.Channels, column.High * size.Channels, V.Broadcast((float)column.Share));
                for (int channel = first; channel < end; channel += V.Width)
                {
                    V gradient = V.Load(g + channel), low = gradient * share, high = gradient - low;
                    Split(high, part, top + left + channel, top + right + channel);
                    Split(low, part, bottom + left + channel, bottom + right + channel);
                }
            }
        }
    }

    // The two may be one: it is written before it is read again.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Split<V>(V gradient, V part, float* left, float* right) where V : unmanaged, ILanes<V>
    {
        V second = gradient * part;
        V.Store(left, V.Load(left) + (gradient - second));
        V.Store(right, V.Load(right) + second);
    }
}
