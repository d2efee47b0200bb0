using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// An operation whose kernel goes over each picture with neighbouring channels as lanes: first those that fill registers, then the rest in narrower ones.
/// Row-local unless said otherwise.
/// </summary>
public abstract record PictureOperation : Operation
{
    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public sealed override Kernel Compile<V>(Node node)
    {
        int channels = node.Inputs[0].Shape.Features;
        return (in KernelCall call) =>
        {
            for (int row = 0; row < call.Output.Rows; row++) Strips.Cover<V, Picture>(new(this, node, call, row), 0, channels);
        };
    }

    /// <summary>Computes some channels of one picture.</summary>
    /// <typeparam name="V">The register; the number of channels is a multiple of its width.</typeparam>
    /// <param name="node">The node that applies this operation.</param>
    /// <param name="call">The block of pictures.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="first">First channel.</param>
    /// <param name="end">The channel after the last.</param>
    protected abstract void Compute<V>(Node node, in KernelCall call, int row, int first, int end) where V : unmanaged, ILanes<V>;

    /// <summary>Sets some channels of a picture to zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected static unsafe void Clear(float* y, PictureSize size, int first, int end)
    {
        // All channels lie in one piece.
        (int pieces, int length) = end - first == size.Channels ? (1, size.Pixels * size.Channels) : (size.Pixels, end - first);
        for (int pixel = 0; pixel < pieces; pixel++) new Span<float>(y + (pixel * size.Channels) + first, length).Clear();
    }

    private readonly ref struct Picture(PictureOperation operation, Node node, KernelCall call, int row) : Strips.IWork
    {
        private readonly KernelCall _call = call;

        public void Run<V>(int first, int end) where V : unmanaged, ILanes<V> => operation.Compute<V>(node, _call, row, first, end);
    }
}
