using System.Numerics.Tensors;
using Hourglass.Data;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Preprocessing;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// Rows that are pictures. Residuals and pictures are smoothed, for an edge that lies a pixel beside its place is no anomaly, and a residual counts by the
/// length of the picture, for a picture with much in it has more that can be missed. Pictures are compared in two forms at once, as they are and brought to
/// one length: the first sees brightness, the second what is drawn.
/// </summary>
/// <param name="rowShape"><c>[height, width]</c> or <c>[height, width, channels]</c>.</param>
internal sealed class PictureRowForm(IReadOnlyList<int> rowShape) : RowForm
{
    // The size that two stages of convolutions take.
    private const int LeastSide = 8, Code = 64;

    // The work of 2,500 steps with pictures of 28 x 28 pixels, shared among the pixels that there are; with fewer steps hardly anything is learnt.
    private const long MostWork = 2500L * 28 * 28, FewestSteps = 400;

    // A picture without anything in it still has a length.
    private const double LeastLength = 1e-3;

    private static readonly int[] s_filters = [8, 16];

    // Binomial.
    private static readonly double[] s_kernel = [1 / 16.0, 4 / 16.0, 6 / 16.0, 4 / 16.0, 1 / 16.0];

    // Many convolutions take too long to be trained for every part again.
    public override int Folds => 0;

    public override long MostSteps => Math.Max(FewestSteps, MostWork / ((long)Height * Width));

    private int Height => rowShape[0];

    private int Width => rowShape[1];

    private int Channels => rowShape.Count == 3 ? rowShape[2] : 1;

    public static bool Takes(IReadOnlyList<int> rowShape) => PictureForm.IsPicture(rowShape) && rowShape[0] >= LeastSide && rowShape[1] >= LeastSide;

    public override Autoencoder Denoising(int width) => new(ConvolutionalAutoencoder.From(new ArchitectureOptions { Code = Code, Layers = [.. s_filters], Activation = Activation.Swish }))
    {
        Loss = new MeanSquaredError(),
        Scaling = ScalingKind.Unit,
    };

    public override void Weigh(Span<double> residual, ReadOnlySpan<float> row)
    {
        Smooth(residual);
        double length = Math.Max(LeastLength, LengthOf(row) / Math.Sqrt(row.Length));
        foreach (ref double value in residual) value /= length;
    }

    public override ComparedForm Compare(float[] table, int width)
    {
        double length = 0;
        for (int start = 0; start < table.Length; start += width) length += LengthOf(table.AsSpan(start, width)) * width / table.Length;
        return (scaled, target) =>
        {
            double[] smooth = [.. scaled.ToArray().Select(value => (double)value)];
            Smooth(smooth);
            double own = Math.Max(LeastLength, Math.Sqrt(TensorPrimitives.SumOfSquares<double>(smooth)));
            for (int i = 0; i < width; i++)
            {
                target[i] = (float)smooth[i];
                target[width + i] = (float)(smooth[i] / own * length);
            }
        };
    }

    /// <summary>Smooths a picture over five pixels each way, in place; what is missing (NaN) counts as 0.</summary>
    /// <param name="values">[height * width * channels].</param>
    public void Smooth(Span<double> values)
    {
        foreach (ref double value in values)
            if (double.IsNaN(value)) value = 0;
        int line = Width * Channels;
        var from = new double[Math.Max(Height, Width)];
        for (int y = 0; y < Height; y++)
            for (int c = 0; c < Channels; c++) Along(values, (y * line) + c, Channels, Width, from);
        for (int x = 0; x < line; x++) Along(values, x, line, Height, from);
    }

    private static void Along(Span<double> values, int start, int step, int count, double[] from)
    {
        for (int i = 0; i < count; i++) from[i] = values[start + (i * step)];
        for (int i = 0; i < count; i++)
        {
            double sum = 0;
            for (int tap = 0; tap < s_kernel.Length; tap++)
            {
                int at = i + tap - (s_kernel.Length / 2);
                if (at >= 0 && at < count) sum += s_kernel[tap] * from[at];
            }

            values[start + (i * step)] = sum;
        }
    }

    private static double LengthOf(ReadOnlySpan<float> row)
    {
        double sum = 0;
        foreach (float value in row) sum += float.IsNaN(value) ? 0 : (double)value * value;
        return Math.Sqrt(sum);
    }
}
