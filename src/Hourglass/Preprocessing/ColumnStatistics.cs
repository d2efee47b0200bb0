using System.Numerics.Tensors;
using Hourglass.Data;
using Hourglass.Statistics;

namespace Hourglass.Preprocessing;

/// <summary>
/// The shift and factor of each kind of scaling, from some rows of a data set; missing values do not count. A column without spread gets
/// factor 1: its scaled value is its distance from the constant. One without any value gets shift 0 and factor 1.
/// </summary>
internal static class ColumnStatistics
{
    /// <summary>At most this many values are held to sort columns: 64 MiB.</summary>
    private const int SortedValues = 1 << 24;

    /// <summary>One maximum for all values, as the article divides its pixels; negative values first move the minimum to 0.</summary>
    internal static (float[] Shift, float[] Factor) WholeRange(DataSet data, ReadOnlySpan<int> rows)
    {
        (float[] lowest, float[] highest) = Extremes(data, rows);
        float low = Math.Min(0, TensorPrimitives.Min<float>(lowest));
        return ([low], [Reciprocal(TensorPrimitives.Max<float>(highest) - low)]);
    }

    /// <summary>Minimum to 0 and maximum to 1, column by column.</summary>
    internal static (float[] Shift, float[] Factor) Range(DataSet data, ReadOnlySpan<int> rows)
    {
        (float[] lowest, float[] highest) = Extremes(data, rows);
        float[] factor = new float[data.Width];
        for (int column = 0; column < factor.Length; column++) factor[column] = Reciprocal(highest[column] - lowest[column]);
        return (lowest, factor);
    }

    /// <summary>Mean and population standard deviation of every column, in double and in two passes.</summary>
    internal static (float[] Shift, float[] Factor) MeanAndDeviation(DataSet data, ReadOnlySpan<int> rows)
    {
        (double[] mean, double[] deviation) = Moments(data, rows);
        return (Array.ConvertAll(mean, value => (float)value), Array.ConvertAll(deviation, value => Reciprocal((float)value)));
    }

    /// <summary>Median and interquartile range / 1.349; where half the values are equal, the standard deviation instead.</summary>
    internal static (float[] Shift, float[] Factor) MedianAndQuartiles(DataSet data, ReadOnlySpan<int> rows)
    {
        (_, double[] deviation) = Moments(data, rows);
        float[] shift = new float[data.Width], factor = new float[data.Width], row = new float[data.Width];
        int together = Math.Clamp(SortedValues / rows.Length, 1, data.Width);
        float[][] sorted = new float[together][];
        for (int i = 0; i < together; i++) sorted[i] = new float[rows.Length];
        for (int first = 0; first < data.Width; first += together)
        {
            int count = Math.Min(together, data.Width - first);
            for (int i = 0; i < rows.Length; i++)
            {
                data.CopyRow(rows[i], row);
                for (int column = 0; column < count; column++) sorted[column][i] = row[first + column];
            }

            for (int column = 0; column < count; column++)
            {
                Array.Sort(sorted[column]);
                // NaN, a missing value, sorts before every number.
                ReadOnlySpan<float> present = sorted[column].AsSpan(Math.Max(0, Array.FindIndex(sorted[column], value => !float.IsNaN(value))));
                if (float.IsNaN(present[0])) present = [0f];
                double spread = Quantiles.RobustDeviation(present);
                shift[first + column] = (float)Quantiles.Of(present, 0.5);
                factor[first + column] = Reciprocal((float)(spread > 0 ? spread : deviation[first + column]));
            }
        }

        return (shift, factor);
    }

    private static (float[] Lowest, float[] Highest) Extremes(DataSet data, ReadOnlySpan<int> rows)
    {
        float[] lowest = new float[data.Width], highest = new float[data.Width], row = new float[data.Width];
        data.CopyRow(rows[0], lowest);
        data.CopyRow(rows[0], highest);
        foreach (int i in rows)
        {
            data.CopyRow(i, row);
            TensorPrimitives.MinNumber<float>(lowest, row, lowest);
            TensorPrimitives.MaxNumber<float>(highest, row, highest);
        }

        for (int column = 0; column < lowest.Length; column++)
            if (float.IsNaN(lowest[column])) lowest[column] = highest[column] = 0;
        return (lowest, highest);
    }

    private static (double[] Mean, double[] Deviation) Moments(DataSet data, ReadOnlySpan<int> rows)
    {
        double[] mean = new double[data.Width], square = new double[data.Width], values = new double[data.Width], present = new double[data.Width];
        float[] row = new float[data.Width];
        Array.Fill(present, rows.Length);
        foreach (int i in rows)
        {
            data.CopyRow(i, row);
            TensorPrimitives.ConvertTruncating<float, double>(row, values);
            for (int column = 0; data.AllowsMissing && column < values.Length; column++)
                if (double.IsNaN(values[column])) (values[column], present[column]) = (0, present[column] - 1);
            TensorPrimitives.Add<double>(mean, values, mean);
        }

        TensorPrimitives.Max<double>(present, 1, present);
        TensorPrimitives.Divide<double>(mean, present, mean);
        foreach (int i in rows)
        {
            data.CopyRow(i, row);
            TensorPrimitives.ConvertTruncating<float, double>(row, values);
            TensorPrimitives.Subtract<double>(values, mean, values);
            for (int column = 0; data.AllowsMissing && column < values.Length; column++)
                if (double.IsNaN(values[column])) values[column] = 0;
            TensorPrimitives.MultiplyAdd<double>(values, values, square, square);
        }

        TensorPrimitives.Divide<double>(square, present, square);
        TensorPrimitives.Sqrt<double>(square, square);
        // What rounding leaves of a constant column is not spread.
        for (int column = 0; column < square.Length; column++)
            if (square[column] <= Math.Abs(mean[column]) * 1e-12) square[column] = 0;
        return (mean, square);
    }

    /// <summary>1 / spread; 1 where there is no spread, or none that float32 can invert.</summary>
    private static float Reciprocal(float spread)
    {
        float reciprocal = 1 / spread;
        return float.IsFinite(reciprocal) && reciprocal != 0 ? reciprocal : 1;
    }
}
