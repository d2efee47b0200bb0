using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// The biorthogonal wavelet transform CDF 9/7 of pictures, each channel by itself: <c>[batch, height, width, channels] -> the same</c>. Each level splits a picture
/// into a low and a high half along the height, then along the width, and goes on with what is low in both; the low half lies before the high one. Halves are
/// rounded up, edges are mirrored without being repeated, a side of one pixel stays as it is. Every number is scaled so that it moves the picture by one (in the sum
/// of squares) when it moves by one: the transform is nearly orthonormal, and one step of rounding fits all bands.
/// Sources: Cohen, Daubechies and Feauveau 1992; Daubechies and Sweldens 1998 (lifting steps). Its gradient is its adjoint: the same steps, each transposed, in reverse.
/// </summary>
/// <param name="Levels">How often low halves are split again, 1 to 16.</param>
/// <param name="IsSynthesis">Whether coefficients become pictures instead of pictures coefficients.</param>
/// <param name="IsAdjoint">Whether it is the transpose of the matrix that the others describe.</param>
public sealed record WaveletTransform(int Levels, bool IsSynthesis = false, bool IsAdjoint = false) : Operation
{
    // Each adds to the odd (even) numbers so much of their even (odd) neighbours, alternately, odd first.
    private static readonly double[] s_steps = [-1.586134342059924, -0.052980118572961, 0.882911075530934, 0.443506852043971];

    // Halves are made from wholes, or wholes from halves.
    private bool Splits => IsSynthesis == IsAdjoint;

    private double Sign => IsSynthesis ? -1 : 1;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && inputs[0].IsBatch && inputs[0].Dimensions.Length == 3, "a batch of pictures [batch, height, width, channels]");
        ShapeException.Require(Levels is >= 1 and <= 16, "1 to 16 levels");
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override int WorkingFloats(Node node) => 2 * node.Shape.Columns;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        PictureSize size = PictureSize.Of(call.Node.Shape);
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int channel = 0; channel < size.Channels; channel++)
            {
                var plane = new double[size.Height, size.Width];
                for (int i = 0; i < size.Pixels; i++) plane[i / size.Width, i % size.Width] = call.Inputs[0][row, (i * size.Channels) + channel];
                Define(plane);
                for (int i = 0; i < size.Pixels; i++) call.Output[row, (i * size.Channels) + channel] = plane[i / size.Width, i % size.Width];
            }
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node)
    {
        PictureSize size = PictureSize.Of(node.Shape);
        float[] gains = Gains(size.Height, size.Width);
        return (in KernelCall call) =>
        {
            for (int row = 0; row < call.Output.Rows; row++)
            {
                float* first = call.Working, second = first + (size.Pixels * size.Channels);
                if (Splits) Split<V>(call.Inputs[0].At(row, 0), call.Output.At(row, 0), size, gains, first, second);
                else Join<V>(call.Inputs[0].At(row, 0), call.Output.At(row, 0), size, gains, first, second);
            }
        };
    }

    /// <inheritdoc/>
    public override Node Gradient(Node node, Node gradient, int input) => node.Graph.Apply(this with { IsAdjoint = !IsAdjoint }, gradient);

    // Per number of a level two directions of four steps of two neighbours; levels shrink by four.
    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 22L * rows * node.Shape.Columns;

    private void Define(double[,] plane)
    {
        (int height, int width) = (plane.GetLength(0), plane.GetLength(1));
        float[] gains = Gains(height, width);
        if (!Splits) Scale();
        for (int i = 0; i < Levels; i++)
        {
            int level = Splits ? i : Levels - 1 - i;
            (int lines, int columns) = (Halved(height, level), Halved(width, level));
            if (Splits) Columns();
            for (int y = 0; y < lines; y++)
            {
                double[] line = DefineLine([.. Enumerable.Range(0, columns).Select(x => plane[y, x])]);
                for (int x = 0; x < columns; x++) plane[y, x] = line[x];
            }

            if (!Splits) Columns();

            void Columns()
            {
                for (int x = 0; x < columns; x++)
                {
                    double[] column = DefineLine([.. Enumerable.Range(0, lines).Select(y => plane[y, x])]);
                    for (int y = 0; y < lines; y++) plane[y, x] = column[y];
                }
            }
        }

        if (Splits) Scale();

        void Scale()
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++) plane[y, x] *= gains[BandOf(y, x, height, width)];
            }
        }
    }

    // One level of one line, by the formula: numbers stand where they are, neighbours beyond an end are those before it.
    private double[] DefineLine(double[] line)
    {
        int count = line.Length, low = (count + 1) / 2;
        if (count == 1) return line;
        double[] x = Splits ? [.. line] : [.. Enumerable.Range(0, count).Select(i => line[i % 2 == 0 ? i / 2 : low + (i / 2)])];
        for (int i = 0; i < s_steps.Length; i++)
        {
            int step = Splits ? i : s_steps.Length - 1 - i;
            for (int t = 1 - (step % 2); t < count; t += 2)
            {
                foreach (int neighbour in (int[])[t > 0 ? t - 1 : t + 1, t + 1 < count ? t + 1 : t - 1])
                {
                    (int to, int from) = IsAdjoint ? (neighbour, t) : (t, neighbour);
                    x[to] += Sign * s_steps[step] * x[from];
                }
            }
        }

        return Splits ? [.. Enumerable.Range(0, count).Select(i => x[i < low ? 2 * i : (2 * (i - low)) + 1])] : x;
    }

    // Four bands a level: low in both, high along the width, high along the height, high in both.
    private int BandOf(int y, int x, int height, int width)
    {
        for (int level = 1; level <= Levels; level++)
        {
            int high = (x >= Halved(width, level) ? 1 : 0) + (y >= Halved(height, level) ? 2 : 0);
            if (high > 0) return (4 * (level - 1)) + high;
        }

        return 4 * (Levels - 1);
    }

    // What each band is multiplied by, from the lengths of the lines that a number of it adds to a picture.
    private float[] Gains(int height, int width)
    {
        var gains = new float[4 * Levels];
        for (int band = 0; band < gains.Length; band++)
        {
            int level = (band / 4) + 1;
            double length = LengthOf(width, level, (band & 1) != 0) * LengthOf(height, level, (band & 2) != 0);
            gains[band] = (float)(IsSynthesis ? 1 / length : length);
        }

        return gains;
    }

    // Of a side that is one pixel from some level on, only the levels before count.
    private static double LengthOf(int side, int level, bool isHigh)
    {
        while (level > 0 && Halved(side, level - 1) == 1) (level, isHigh) = (level - 1, false);
        if (level == 0) return 1;
        var synthesis = new WaveletTransform(1, IsSynthesis: true);
        double[] line = [1];
        for (int i = level; i > 0; i--)
        {
            // Far from both ends, with room for the filters of all levels.
            double[] next = i == level ? new double[64] : new double[2 * line.Length];
            if (i == level) next[isHigh ? 48 : 16] = 1;
            else line.CopyTo(next, 0);
            line = synthesis.DefineLine(next);
        }

        return Math.Sqrt(line.Sum(value => value * value));
    }

    private static int Halved(int side, int level) => (side + (1 << level) - 1) >> level;

    private unsafe void Split<V>(float* x, float* y, PictureSize size, float[] gains, float* first, float* second) where V : unmanaged, ILanes<V>
    {
        int channels = size.Channels;
        new Span<float>(x, size.Pixels * channels).CopyTo(new Span<float>(first, size.Pixels * channels));
        for (int level = 0; level < Levels; level++)
        {
            (int height, int width) = (Halved(size.Height, level), Halved(size.Width, level));
            (int low, int columns) = (Halved(height, 1), Halved(width, 1));
            Deinterleave(first, second, height, width * channels);
            Lift<V>(second, height, width * channels);
            for (int line = 0; line < height; line++)
            {
                float* whole = second + (line * width * channels), halves = first + (line * width * channels), to = y + (line * size.Line);
                Deinterleave(whole, halves, width, channels);
                Lift<V>(halves, width, channels);
                int band = (4 * level) + (line < low ? 0 : 2);
                if (line >= low || level == Levels - 1) Scale<V>(halves, to, columns * channels, gains[band]);
                Scale<V>(halves + (columns * channels), to + (columns * channels), (width - columns) * channels, gains[band + 1]);
            }

            // What is low in both directions, its lines one after the other.
            for (int line = 1; line < low; line++) Buffer.MemoryCopy(first + (line * width * channels), first + (line * columns * channels), columns * channels * sizeof(float), columns * channels * sizeof(float));
        }
    }

    private unsafe void Join<V>(float* x, float* y, PictureSize size, float[] gains, float* first, float* second) where V : unmanaged, ILanes<V>
    {
        int channels = size.Channels;
        for (int level = Levels - 1; level >= 0; level--)
        {
            (int height, int width) = (Halved(size.Height, level), Halved(size.Width, level));
            (int low, int columns) = (Halved(height, 1), Halved(width, 1));

            // The result is written last, so that until then it can hold what is low in both directions.
            for (int line = 0; line < height; line++)
            {
                float* halves = second + (line * width * channels), from = x + (line * size.Line);
                int band = (4 * level) + (line < low ? 0 : 2);
                if (line >= low || level == Levels - 1) Scale<V>(from, halves, columns * channels, gains[band]);
                else new Span<float>(y + (line * columns * channels), columns * channels).CopyTo(new Span<float>(halves, columns * channels));
                Scale<V>(from + (columns * channels), halves + (columns * channels), (width - columns) * channels, gains[band + 1]);
                Lift<V>(halves, width, channels);
                Interleave(halves, first + (line * width * channels), width, channels);
            }

            Lift<V>(first, height, width * channels);
            Interleave(first, y, height, width * channels);
        }
    }

    // All lifting steps over lines [count][length], the low half before the high one.
    private unsafe void Lift<V>(float* lines, nint count, nint length) where V : unmanaged, ILanes<V>
    {
        if (count == 1) return;
        nint lows = (count + 1) / 2, highs = count / 2;
        float* low = lines, high = lines + (lows * length);
        for (int i = 0; i < s_steps.Length; i++)
        {
            int step = Splits ? i : s_steps.Length - 1 - i;
            float factor = (float)(Sign * s_steps[step]);
            if (step % 2 == 0)
            {
                // An odd number lies between the even ones of its own place and of the next; the last may have none behind it.
                Add<V>(high, low, highs * length, factor);
                Add<V>(high, low + length, (lows - 1) * length, factor);
                if (lows == highs) Add<V>(high + ((highs - 1) * length), low + ((lows - 1) * length), length, factor);
            }
            else
            {
                Add<V>(low, high, highs * length, factor);
                Add<V>(low + length, high, (lows - 1) * length, factor);
                Add<V>(low, high, length, factor);
                if (lows > highs) Add<V>(low + ((lows - 1) * length), high + ((highs - 1) * length), length, factor);
            }
        }
    }

    // to += factor * from; of the adjoint the other way round.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Add<V>(float* to, float* from, nint count, float factor) where V : unmanaged, ILanes<V>
    {
        float* target = IsAdjoint ? from : to, source = IsAdjoint ? to : from;
        V share = V.Broadcast(factor);
        nint lane = 0;
        for (; lane + V.Width <= count; lane += V.Width) V.Store(target + lane, V.MultiplyAdd(share, V.Load(source + lane), V.Load(target + lane)));
        for (; lane < count; lane++) target[lane] = MathF.FusedMultiplyAdd(factor, source[lane], target[lane]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Scale<V>(float* from, float* to, nint count, float gain) where V : unmanaged, ILanes<V>
    {
        V factor = V.Broadcast(gain);
        nint lane = 0;
        for (; lane + V.Width <= count; lane += V.Width) V.Store(to + lane, V.Load(from + lane) * factor);
        for (; lane < count; lane++) to[lane] = from[lane] * gain;
    }

    private static unsafe void Deinterleave(float* from, float* to, int count, int length)
    {
        for (int i = 0; i < count; i++) new ReadOnlySpan<float>(from + (i * length), length).CopyTo(new Span<float>(to + (((i / 2) + (i % 2 == 0 ? 0 : (count + 1) / 2)) * length), length));
    }

    private static unsafe void Interleave(float* from, float* to, int count, int length)
    {
        for (int i = 0; i < count; i++) new ReadOnlySpan<float>(from + (((i / 2) + (i % 2 == 0 ? 0 : (count + 1) / 2)) * length), length).CopyTo(new Span<float>(to + (i * length), length));
    }
}
