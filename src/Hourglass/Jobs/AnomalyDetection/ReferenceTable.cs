using Hourglass.Artifacts;
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Preprocessing;
using Hourglass.Statistics;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// Training rows to measure distances to. A row is compared in two forms at once, its scaled values and their normal scores: the first sees how far a value
/// lies outside, the second how rare it is where most values are crowded together.
/// </summary>
internal sealed class ReferenceTable
{
    // Enough for a median.
    private const int Asked = 1000;

    private readonly NormalScores _scores;
    private readonly NearestNeighbour _both;

    private ReferenceTable(ReferenceTable other, int neighbour) => (Scaled, Neighbour, _scores, _both) = (other.Scaled, neighbour, other._scores, other._both);

    private ReferenceTable(NearestNeighbour scaled, int neighbour)
    {
        (Scaled, Neighbour) = (scaled, neighbour);
        float[] table = scaled.ToTensors()[0].Values;
        _scores = NormalScores.Fit(table, Width);
        _both = NearestNeighbour.Fit(scaled.Rows, 2 * Width, (row, target) => CopyBoth(table.AsSpan(row * Width, Width), target), 0);
    }

    /// <summary>Numbers in a row.</summary>
    public int Width => Scaled.Width;

    /// <summary>Which neighbour's distance counts, from 1.</summary>
    public int Neighbour { get; }

    /// <summary>The rows by their scaled values alone: what travels in a model file, and the rival.</summary>
    public NearestNeighbour Scaled { get; }

    /// <summary>Takes at most <see cref="NearestNeighbour.MostRows"/> rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="scaler">How they are scaled.</param>
    /// <param name="isContaminated">Whether wrong rows are among them: these may be each other's nearest, so that a farther neighbour has to count.</param>
    /// <param name="seed">What the draw of the rows follows from.</param>
    public static ReferenceTable Fit(DataSet rows, Scaler scaler, bool isContaminated, ulong seed)
    {
        NearestNeighbour scaled = NearestNeighbour.Fit(rows.Rows, rows.Width, (row, target) => scaler.CopyScaled(rows, row, target), seed);
        return new(scaled, isContaminated ? Math.Min(scaled.Rows, Math.Max(20, scaled.Rows / 50)) : 1);
    }

    /// <summary>
    /// How far apart rows that belong together are: the median distance of a row to the nearest other one, for one column. It is small beside 1, the deviation
    /// of a column, where the columns hang together, and near 1 where they do not.
    /// </summary>
    public double Spacing()
    {
        float[] table = Scaled.ToTensors()[0].Values;
        int step = Math.Max(1, Scaled.Rows / Asked), count = (Scaled.Rows + step - 1) / step;
        var asked = new float[count * Width];
        for (int i = 0; i < count; i++) table.AsSpan(i * step * Width, Width).CopyTo(asked.AsSpan(i * Width));
        float[] distances = [.. Scaled.Search(asked, 2).Select(found => found.Distance).Order()];
        return distances[count / 2] / Math.Sqrt(Width);
    }

    /// <summary>The nearest row of each row, and the distance that counts.</summary>
    /// <param name="scaled">[queries, <see cref="Width"/>], scaled; NaN where a value is missing.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public (int Nearest, float Distance)[] Search(float[] scaled, CancellationToken cancellationToken = default)
    {
        var both = new float[2 * scaled.Length];
        for (int start = 0; start < scaled.Length; start += Width) CopyBoth(scaled.AsSpan(start, Width), both.AsSpan(2 * start, 2 * Width));
        return _both.Search(both, Neighbour, cancellationToken);
    }

    /// <summary>The same for rows that are themselves among these: each is its own nearest, so that the neighbour after it counts.</summary>
    public ReferenceTable ForOwnRows() => new(this, Neighbour + 1);

    /// <summary>Memory that so many rows take.</summary>
    public static long BytesFor(DataSet rows) => 6 * Math.Min(NearestNeighbour.MostRows, rows.Rows) * (long)rows.Width * sizeof(float);

    /// <summary>From a model file.</summary>
    /// <exception cref="FormatException">The tensors or the neighbour make no sense.</exception>
    public static ReferenceTable FromTensors(IReadOnlyList<NamedTensor> tensors, int neighbour)
    {
        NearestNeighbour scaled = NearestNeighbour.FromTensors(tensors);
        return neighbour >= 1 && neighbour <= scaled.Rows ? new(scaled, neighbour) : throw new FormatException($"There is no neighbour {neighbour} among {scaled.Rows} rows.");
    }

    private void CopyBoth(ReadOnlySpan<float> scaled, Span<float> target)
    {
        scaled.CopyTo(target);
        _scores.Apply(scaled, target[Width..]);
    }
}
