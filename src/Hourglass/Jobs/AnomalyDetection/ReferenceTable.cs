using Hourglass.Artifacts;
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Numerics;
using Hourglass.Preprocessing;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// Training rows to measure distances to. What is compared of a row are two forms of it at once, as its <see cref="RowForm"/> says.
/// </summary>
internal sealed class ReferenceTable
{
    // Enough for a median.
    private const int Asked = 1000;

    // A neighbour that is a share of all rows is about as far away among fewer of them, and found so much sooner.
    private const int ComparedForShare = 2500, LeastNeighbour = 20, ShareOfRows = 50;

    private readonly ComparedForm _copyBoth;
    private readonly NearestNeighbour _both;
    private readonly int[] _compared;

    private ReferenceTable(ReferenceTable other, int neighbour) => (Scaled, Neighbour, _copyBoth, _both, _compared) = (other.Scaled, neighbour, other._copyBoth, other._both, other._compared);

    private ReferenceTable(NearestNeighbour scaled, int neighbour, RowForm form)
    {
        (Scaled, Neighbour) = (scaled, neighbour);
        float[] table = scaled.ToTensors()[0].Values;
        _copyBoth = form.Compare(table, Width);
        _compared = [.. Enumerable.Range(0, scaled.Rows)];
        if (neighbour > 1 && scaled.Rows > ComparedForShare)
        {
            new RandomStream(0, "compared rows").Shuffle<int>(_compared);
            _compared = [.. _compared[..ComparedForShare].Order()];
        }

        _both = NearestNeighbour.Fit(_compared.Length, 2 * Width, (row, target) => _copyBoth(table.AsSpan(_compared[row] * Width, Width), target), 0, _compared.Length);
    }

    /// <summary>Numbers in a row.</summary>
    public int Width => Scaled.Width;

    /// <summary>Which neighbour's distance counts, from 1.</summary>
    public int Neighbour { get; }

    /// <summary>The rows by their scaled values alone: what travels in a model file, and the rival.</summary>
    public NearestNeighbour Scaled { get; }

    /// <summary>Takes some rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="scaler">How they are scaled.</param>
    /// <param name="isContaminated">Whether wrong rows are among them: these may be each other's nearest, so that a farther neighbour has to count.</param>
    /// <param name="seed">What the draw of the rows follows from.</param>
    /// <param name="most">How many rows are taken at most; of more, so many are drawn.</param>
    public static ReferenceTable Fit(DataSet rows, Scaler scaler, bool isContaminated, ulong seed, int most)
    {
        NearestNeighbour scaled = NearestNeighbour.Fit(rows.Rows, rows.Width, (row, target) => scaler.CopyScaled(rows, row, target), seed, most);
        return new(scaled, isContaminated ? Math.Min(scaled.Rows, Math.Max(LeastNeighbour, Math.Min(scaled.Rows, ComparedForShare) / ShareOfRows)) : 1, RowForm.Of(rows.RowShape, scaler));
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
        for (int start = 0; start < scaled.Length; start += Width) _copyBoth(scaled.AsSpan(start, Width), both.AsSpan(2 * start, 2 * Width));
        return Array.ConvertAll(_both.Search(both, Neighbour, cancellationToken), found => (_compared[found.Nearest], found.Distance));
    }

    /// <summary>The same for rows that are themselves among these: each is its own nearest, so that the neighbour after it counts.</summary>
    public ReferenceTable ForOwnRows() => new(this, Neighbour + 1);

    /// <summary>Memory that so many rows take.</summary>
    public static long BytesFor(DataSet rows, int most) => 6 * Math.Min(most, rows.Rows) * (long)rows.Width * sizeof(float);

    /// <summary>From a model file.</summary>
    /// <param name="tensors">The rows.</param>
    /// <param name="neighbour">Which neighbour counts.</param>
    /// <param name="form">What is compared of a row.</param>
    /// <exception cref="FormatException">The tensors or the neighbour make no sense.</exception>
    public static ReferenceTable FromTensors(IReadOnlyList<NamedTensor> tensors, int neighbour, RowForm form)
    {
        NearestNeighbour scaled = NearestNeighbour.FromTensors(tensors);
        return neighbour >= 1 && neighbour <= scaled.Rows ? new(scaled, neighbour, form) : throw new FormatException($"There is no neighbour {neighbour} among {scaled.Rows} rows.");
    }
}
