using Hourglass.Artifacts;
using Hourglass.Data;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// What an autoencoder expects in each column of a row, and how far from it the value is beside the residuals of that column on training rows.
/// The autoencoder is asked only about what it has seen: a value outside the range of the training rows enters at the end of the range, a missing
/// one at the centre of its column. The residual itself is taken from the value as it is.
/// </summary>
internal sealed class ColumnResiduals
{
    // A residual is never counted in finer units than this, so that a column that is known exactly does not drown the others.
    private const double SmallestDeviation = 0.01;

    private const int Block = 1024;

    private readonly TrainedAutoencoder _autoencoder;
    private readonly float[] _lowest, _highest, _variance;

    private ColumnResiduals(TrainedAutoencoder autoencoder, float[] lowest, float[] highest, float[] variance) =>
        (_autoencoder, _lowest, _highest, _variance) = (autoencoder, lowest, highest, variance);

    /// <summary>Measures the columns on the rows that the autoencoder was trained on.</summary>
    public static ColumnResiduals Fit(TrainedAutoencoder autoencoder, DataSet training)
    {
        int width = training.Width;
        float[] lowest = new float[width], highest = new float[width], ones = new float[width], row = new float[width];
        Array.Fill(lowest, float.PositiveInfinity);
        Array.Fill(highest, float.NegativeInfinity);
        Array.Fill(ones, 1);
        for (int i = 0; i < training.Rows; i++)
        {
            training.CopyRow(i, row);
            for (int column = 0; column < width; column++)
            {
                // Comparisons with NaN, a missing value, are false.
                if (row[column] < lowest[column]) lowest[column] = row[column];
                if (row[column] > highest[column]) highest[column] = row[column];
            }
        }

        for (int column = 0; column < width; column++)
            if (lowest[column] > highest[column]) lowest[column] = highest[column] = Per(autoencoder.Scaler.Shift, column);

        var unscaled = new ColumnResiduals(autoencoder, lowest, highest, ones);
        double[] sum = new double[width], count = new double[width];
        foreach (ResidualRows block in unscaled.Of(training))
        {
            for (int i = 0; i < block.Squares.Length; i++)
            {
                if (double.IsNaN(block.Squares[i])) continue;
                sum[i % width] += block.Squares[i];
                count[i % width]++;
            }
        }

        return new(autoencoder, lowest, highest, [.. sum.Zip(count, (squares, rows) => (float)Math.Max(squares / Math.Max(1, rows), SmallestDeviation * SmallestDeviation))]);
    }

    /// <summary>Residuals of some rows, a block of rows at a time; all blocks lie in the same memory, so each is valid until the next.</summary>
    public IEnumerable<ResidualRows> Of(DataSet data)
    {
        float[] asked = [];
        ResidualRows block = default;
        for (int start = 0; start < data.Rows; start += Block)
        {
            int count = Math.Min(Block, data.Rows - start);
            if (block.Rows != count) (block, asked) = (ResidualRows.For(count, data.Width), new float[count * data.Width]);
            block = block with { Start = start };
            Fill(block, asked, data);
            yield return block;
        }
    }

    /// <summary>Bytes that the residuals of some rows take on the way: two blocks, one of them a shorter last one, and a copy to measure distances with.</summary>
    public static long BytesFor(DataSet data) => Math.Min(2 * Block, data.Rows) * (long)data.Width * ((4 * sizeof(float)) + sizeof(double));

    /// <summary>As tensors for a model file, each [width].</summary>
    public IReadOnlyList<NamedTensor> ToTensors() =>
        [new("lowest", [_lowest.Length], _lowest), new("highest", [_highest.Length], _highest), new("variance", [_variance.Length], _variance)];

    /// <summary>From a model file.</summary>
    /// <exception cref="FormatException">The tensors make no sense.</exception>
    public static ColumnResiduals FromTensors(TrainedAutoencoder autoencoder, Func<string, NamedTensor> tensor)
    {
        float[] lowest = tensor("lowest").Values, highest = tensor("highest").Values, variance = tensor("variance").Values;
        bool isSound = new[] { lowest, highest, variance }.All(values => values.Length == autoencoder.Width && values.All(float.IsFinite))
            && lowest.Zip(highest, (low, high) => low <= high).All(holds => holds) && variance.All(value => value > 0);
        return isSound ? new(autoencoder, lowest, highest, variance) : throw new FormatException($"The columns' ranges and variances do not fit rows of {autoencoder.Width}.");
    }

    private void Fill(ResidualRows block, float[] asked, DataSet data)
    {
        int width = data.Width;
        (float[] observed, float[] expected, double[] squares) = (block.Observed, block.Expected, block.Squares);
        for (int row = 0; row < block.Rows; row++)
        {
            Span<float> target = observed.AsSpan(row * width, width);
            data.CopyRow(block.Start + row, target);
            FiniteValues.RequireRow(data, block.Start + row, target);
        }

        for (int i = 0; i < observed.Length; i++)
        {
            int column = i % width;
            asked[i] = float.IsNaN(observed[i]) ? Per(_autoencoder.Scaler.Shift, column) : Math.Clamp(observed[i], _lowest[column], _highest[column]);
        }

        _autoencoder.Reconstruct(asked, expected);
        for (int i = 0; i < squares.Length; i++)
        {
            int column = i % width;
            double residual = ((double)observed[i] - expected[i]) * Per(_autoencoder.Scaler.Factor, column);
            squares[i] = residual * residual / _variance[column];
        }
    }

    // A global scaling has one shift and factor for all columns.
    private static float Per(ReadOnlySpan<float> values, int column) => values.Length == 1 ? values[0] : values[column];
}

/// <summary>Residuals of a block of rows.</summary>
/// <param name="Start">Number of its first row.</param>
/// <param name="Rows">How many.</param>
/// <param name="Observed">[rows, width], in original units; NaN where a value is missing.</param>
/// <param name="Expected">[rows, width], in original units.</param>
/// <param name="Squares">[rows, width]: the squared residual divided by the column's variance; NaN where a value is missing.</param>
internal readonly record struct ResidualRows(int Start, int Rows, float[] Observed, float[] Expected, double[] Squares)
{
    /// <summary>Room for some rows.</summary>
    public static ResidualRows For(int rows, int width) => new(0, rows, new float[rows * width], new float[rows * width], new double[rows * width]);
}
