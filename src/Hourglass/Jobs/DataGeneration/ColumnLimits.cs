using Hourglass.Artifacts;
using Hourglass.Data;

namespace Hourglass.Jobs.DataGeneration;

/// <summary>
/// What the training rows' columns keep to, and generated rows with them: the least and the largest value, and whole numbers where all are. So no
/// length comes out negative and no count broken.
/// </summary>
/// <param name="Lowest"><c>[width]</c>, in original units.</param>
/// <param name="Highest"><c>[width]</c>.</param>
/// <param name="IsWhole"><c>[width]</c>: 1 where every value is a whole number, 0 elsewhere.</param>
internal sealed record ColumnLimits(float[] Lowest, float[] Highest, float[] IsWhole)
{
    public static ColumnLimits Of(DataSet rows)
    {
        float[] lowest = new float[rows.Width], highest = new float[rows.Width], isWhole = new float[rows.Width], row = new float[rows.Width];
        Array.Fill(lowest, float.PositiveInfinity);
        Array.Fill(highest, float.NegativeInfinity);
        Array.Fill(isWhole, 1);
        for (int i = 0; i < rows.Rows; i++)
        {
            rows.CopyRow(i, row);
            for (int column = 0; column < row.Length; column++)
            {
                (lowest[column], highest[column]) = (Math.Min(lowest[column], row[column]), Math.Max(highest[column], row[column]));
                if (row[column] != MathF.Round(row[column])) isWhole[column] = 0;
            }
        }

        return new(lowest, highest, isWhole);
    }

    /// <summary>Brings every value within its column's limits.</summary>
    public float[,] Apply(float[,] rows)
    {
        for (int row = 0; row < rows.GetLength(0); row++)
        {
            for (int column = 0; column < Lowest.Length; column++)
            {
                float value = IsWhole[column] == 1 ? MathF.Round(rows[row, column]) + 0f : rows[row, column];
                rows[row, column] = Math.Clamp(value, Lowest[column], Highest[column]);
            }
        }

        return rows;
    }

    public IReadOnlyList<NamedTensor> ToTensors() => [new("lowest", [Lowest.Length], Lowest), new("highest", [Lowest.Length], Highest), new("whole", [Lowest.Length], IsWhole)];

    public static ColumnLimits FromTensors(IReadOnlyList<NamedTensor> tensors, int width)
    {
        var limits = new ColumnLimits(tensors.ValuesOf("lowest"), tensors.ValuesOf("highest"), tensors.ValuesOf("whole"));
        return limits.Lowest.Length == width && limits.Highest.Length == width && limits.IsWhole.Length == width && limits.Lowest.Zip(limits.Highest).All(pair => pair.First <= pair.Second)
            ? limits
            : throw new FormatException($"The limits of {limits.Lowest.Length} columns are not those of rows of {width}.");
    }
}
