using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Preprocessing;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// The range of each column in the training rows. An autoencoder is asked only about what it has seen: a value outside the range enters at the end of the
/// range, a missing one at the centre of its column, so that an absurd value can neither be reconstructed nor spoil what is expected of the others.
/// </summary>
internal sealed class ColumnRanges
{
    private readonly float[] _lowest, _highest, _centre;

    private ColumnRanges(float[] lowest, float[] highest, float[] centre) => (_lowest, _highest, _centre) = (lowest, highest, centre);

    /// <summary>Looks at some rows.</summary>
    /// <param name="rows">The training rows; NaN where a value is missing.</param>
    /// <param name="scaler">Fitted on them: its shift is the centre of a column.</param>
    public static ColumnRanges Fit(DataSet rows, Scaler scaler)
    {
        int width = rows.Width;
        float[] lowest = new float[width], highest = new float[width], centre = CentreOf(scaler, width), row = new float[width];
        Array.Fill(lowest, float.PositiveInfinity);
        Array.Fill(highest, float.NegativeInfinity);
        for (int i = 0; i < rows.Rows; i++)
        {
            rows.CopyRow(i, row);
            for (int column = 0; column < width; column++)
            {
                // Comparisons with NaN, a missing value, are false.
                if (row[column] < lowest[column]) lowest[column] = row[column];
                if (row[column] > highest[column]) highest[column] = row[column];
            }
        }

        for (int column = 0; column < width; column++)
            if (lowest[column] > highest[column]) lowest[column] = highest[column] = centre[column];
        return new(lowest, highest, centre);
    }

    /// <summary>Writes what an autoencoder is asked about in place of some values.</summary>
    /// <param name="observed">[rows, width], in original units.</param>
    /// <param name="asked">As many.</param>
    public void Apply(ReadOnlySpan<float> observed, Span<float> asked)
    {
        for (int i = 0; i < observed.Length; i++)
        {
            int column = i % _lowest.Length;
            asked[i] = float.IsNaN(observed[i]) ? _centre[column] : Math.Clamp(observed[i], _lowest[column], _highest[column]);
        }
    }

    /// <summary>As tensors for a model file, each [width].</summary>
    public IReadOnlyList<NamedTensor> ToTensors() => [new("lowest", [_lowest.Length], _lowest), new("highest", [_highest.Length], _highest)];

    /// <summary>From a model file.</summary>
    /// <exception cref="FormatException">The tensors make no sense.</exception>
    public static ColumnRanges FromTensors(Scaler scaler, int width, Func<string, NamedTensor> tensor)
    {
        float[] lowest = tensor("lowest").Values, highest = tensor("highest").Values;
        bool isSound = lowest.Length == width && highest.Length == width && lowest.All(float.IsFinite) && highest.All(float.IsFinite) && lowest.Zip(highest, (low, high) => low <= high).All(holds => holds);
        return isSound ? new(lowest, highest, CentreOf(scaler, width)) : throw new FormatException($"The columns' ranges do not fit rows of {width}.");
    }

    private static float[] CentreOf(Scaler scaler, int width) => [.. Enumerable.Range(0, width).Select(column => scaler.Shift[scaler.IsGlobal ? 0 : column])];
}
