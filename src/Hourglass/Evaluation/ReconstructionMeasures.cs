using System.Diagnostics;
using System.Numerics.Tensors;
using Hourglass.Data;
using Hourglass.Preprocessing;

namespace Hourglass.Evaluation;

/// <summary>How far reconstructions are from their rows, in scaled units.</summary>
/// <param name="Rows">Rows measured.</param>
/// <param name="Mse">Mean squared error per value: Keras's <c>mse</c>.</param>
/// <param name="SquaredErrorPerRow">The article's ||x - x^||^2: summed over a row, averaged over rows.</param>
/// <param name="Bce">
/// Binary cross-entropy per value in nats, Keras's <c>binary_crossentropy</c>; null unless all scaled values and reconstructions lie in [0, 1].
/// </param>
/// <param name="Seconds">Time it took.</param>
/// <param name="Scaling">The scaling whose units the errors are in.</param>
public sealed record ReconstructionMeasures(int Rows, double Mse, double SquaredErrorPerRow, double? Bce, double Seconds, ScalingKind Scaling)
{
    private const int Chunk = 1024;

    // Scaling by a maximum may round a hair above 1.
    private const float Tolerance = 1e-5f;

    // Keras keeps probabilities this far from 0 and 1, so that a logarithm stays finite.
    private const double Clip = 1e-7;

    /// <summary>The mean over the rows, seen as pictures of bytes, of <see cref="PictureQuality.Psnr"/> in dB; null when the rows are no pictures.</summary>
    public double? Psnr { get; init; }

    /// <summary>The same as a list under the documented keys.</summary>
    public IReadOnlyList<Measure> ToMeasures() =>
    [
        new("rows", "rows", Rows) { IsShown = false },
        new("mse", "mean squared error per value", Mse),
        new("squaredErrorPerRow", "squared error per row", SquaredErrorPerRow),
        new("bce", "binary cross-entropy per value", Bce),
        .. Psnr is { } psnr ? [new("psnr", "PSNR in dB", PictureQuality.Finite(psnr))] : Array.Empty<Measure>(),
        new("seconds", "seconds", Seconds) { IsShown = false },
        new("scaling", "scaling", null) { Word = Scaling.ToString().ToLowerInvariant(), IsShown = false },
    ];

    /// <summary>Measures a way to reconstruct rows.</summary>
    /// <param name="data">The rows, in original units.</param>
    /// <param name="scaler">Brings them into the units of the reconstruction.</param>
    /// <param name="reconstruct">Reconstructs rows that lie one after the other.</param>
    /// <param name="pictures">How the rows are seen as pictures; null when they are none.</param>
    public static ReconstructionMeasures Of(DataSet data, Scaler scaler, RowReconstruction reconstruct, RowPictures? pictures = null)
    {
        var clock = Stopwatch.StartNew();
        int width = data.Width;
        float[] rows = new float[Math.Min(Chunk, data.Rows) * width], reconstructions = new float[rows.Length];
        double squares = 0, entropy = 0, psnr = 0;
        bool isUnit = true;
        for (int start = 0; start < data.Rows; start += Chunk)
        {
            int count = Math.Min(Chunk, data.Rows - start);
            for (int row = 0; row < count; row++) scaler.CopyScaled(data, start + row, rows.AsSpan(row * width, width));

            ReadOnlySpan<float> chunk = rows.AsSpan(0, count * width);
            Span<float> answers = reconstructions.AsSpan(0, count * width);
            reconstruct(chunk, answers);
            for (int row = 0; row < count; row++) squares += SquaredDistance(chunk.Slice(row * width, width), answers.Slice(row * width, width));
            isUnit = isUnit && IsUnit(chunk) && IsUnit(answers);
            if (isUnit) entropy += CrossEntropy(chunk, answers);
            if (pictures is not null) psnr += SumOfPsnr(pictures, scaler, rows, answers, width);
        }

        double perRow = squares / data.Rows;
        return new(data.Rows, perRow / width, perRow, isUnit ? entropy / data.Rows / width : null, clock.Elapsed.TotalSeconds, scaler.Kind)
        {
            Psnr = pictures is null ? null : psnr / data.Rows,
        };
    }

    // Overwrites both: pictures are in original units.
    private static double SumOfPsnr(RowPictures pictures, Scaler scaler, Span<float> rows, Span<float> answers, int width)
    {
        double sum = 0;
        for (int start = 0; start < answers.Length; start += width)
        {
            Span<float> row = rows.Slice(start, width), answer = answers.Slice(start, width);
            scaler.Invert(row);
            scaler.Invert(answer);
            sum += PictureQuality.Psnr(pictures.Draw(row), pictures.Draw(answer));
        }

        return sum;
    }

    private static double SquaredDistance(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction)
    {
        float distance = TensorPrimitives.Distance(row, reconstruction);
        return (double)distance * distance;
    }

    private static bool IsUnit(ReadOnlySpan<float> values) =>
        TensorPrimitives.Min(values) >= -Tolerance && TensorPrimitives.Max(values) <= 1 + Tolerance;

    private static double CrossEntropy(ReadOnlySpan<float> rows, ReadOnlySpan<float> reconstructions)
    {
        double sum = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double probability = Math.Clamp(reconstructions[i], Clip, 1 - Clip);
            sum -= (rows[i] * Math.Log(probability)) + ((1 - rows[i]) * Math.Log(1 - probability));
        }

        return sum;
    }
}

/// <summary>Reconstructs scaled rows that lie one after the other.</summary>
/// <param name="rows">The rows.</param>
/// <param name="reconstructions">Takes as many rows.</param>
public delegate void RowReconstruction(ReadOnlySpan<float> rows, Span<float> reconstructions);
