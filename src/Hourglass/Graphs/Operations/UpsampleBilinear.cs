using System.Runtime.CompilerServices;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// Pictures of another size, linear between pixels in both directions: <c>[batch, height, width, channels] -> [batch, Height, Width, channels]</c>,
/// as PyTorch's <c>interpolate(mode="bilinear", align_corners=False)</c> (<c>linear</c> for sequences). A smaller size leaves pixels out, it does not average.
/// </summary>
/// <param name="Height">Height of the result; 1 for sequences.</param>
/// <param name="Width">Width of the result.</param>
public sealed record UpsampleBilinear(int Height, int Width) : PictureOperation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1, "one batch of pictures");
        return (PictureSize.Of(inputs[0]) with { Height = Height, Width = Width }).ToShape(inputs[0]);
    }

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        PictureSize size = PictureSize.Of(call.Node.Inputs[0].Shape);
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int i = 0; i < call.Output.Columns; i++)
            {
                LinearStep line = LinearStep.At(i / (Width * size.Channels), size.Height, Height), column = LinearStep.At(i / size.Channels % Width, size.Width, Width);
                ReferenceValue x = call.Inputs[0];
                int Index(int y, int left) => (((y * size.Width) + left) * size.Channels) + (i % size.Channels);
                double Along(int y) => ((1 - column.Share) * x[row, Index(y, column.Low)]) + (column.Share * x[row, Index(y, column.High)]);
                call.Output[row, i] = ((1 - line.Share) * Along(line.Low)) + (line.Share * Along(line.High));
            }
        }
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => node.Graph.Apply(new UpsampleBilinearGradient(node.Inputs[0].Shape), gradient);

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 8L * rows * node.Shape.Columns;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        // A product from the left with a matrix of shares: first lines, then columns. "Resize" says the same only where runtimes agree on its many modes.
        (OnnxGraph graph, PictureSize size) = (call.Graph, PictureSize.Of(call.Node.Inputs[0].Shape));
        string lines = graph.Add("MatMul", Shares(graph, size.Height, Height), graph.Reshape(call[0], Shape.Batch(size.Height, size.Line)));
        string columns = graph.Add("MatMul", Shares(graph, size.Width, Width), graph.Reshape(lines, Shape.Batch(Height, size.Width, size.Channels)));
        return graph.Reshape(columns, call.Node.Shape);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override unsafe void Compute<V>(Node node, in KernelCall call, int row, int first, int end)
    {
        PictureSize size = PictureSize.Of(node.Inputs[0].Shape);
        float* x = call.Inputs[0].At(row, 0), y = call.Output.At(row, 0);
        for (int i = 0; i < Height; i++)
        {
            LinearStep line = LinearStep.At(i, size.Height, Height);
            float* top = x + (line.Low * size.Line), bottom = x + (line.High * size.Line);
            V share = V.Broadcast((float)line.Share);
            for (int j = 0; j < Width; j++, y += size.Channels)
            {
                LinearStep column = LinearStep.At(j, size.Width, Width);
                (int left, int right, V part) = (column.Low * size.Channels, column.High * size.Channels, V.Broadcast((float)column.Share));
                for (int channel = first; channel < end; channel += V.Width)
                {
                    V high = Between(V.Load(top + left + channel), V.Load(top + right + channel), part);
                    V low = Between(V.Load(bottom + left + channel), V.Load(bottom + right + channel), part);
                    V.Store(y + channel, Between(high, low, share));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Between<V>(V a, V b, V share) where V : unmanaged, ILanes<V> => V.MultiplyAdd(b - a, share, a);

    private static string Shares(OnnxGraph graph, int from, int to)
    {
        var shares = new float[to * from];
        for (int pixel = 0; pixel < to; pixel++)
        {
            LinearStep step = LinearStep.At(pixel, from, to);
            shares[(pixel * from) + step.Low] += (float)(1 - step.Share);
            shares[(pixel * from) + step.High] += (float)step.Share;
        }

        return graph.Tensor($"linear.{from}.{to}", Shape.Fixed(to, from), shares);
    }
}
