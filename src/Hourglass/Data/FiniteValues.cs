using System.Numerics.Tensors;
using Hourglass.Errors;

namespace Hourglass.Data;

/// <summary>Refuses values a model cannot learn from: not-a-number (unless the data allows missing values), infinities, and numbers beyond the range of float32.</summary>
public static class FiniteValues
{
    /// <summary>Checks every row of a data set; integers need no check.</summary>
    /// <param name="data">The data set.</param>
    /// <exception cref="InputException">A value is not finite; the message names its row and column.</exception>
    public static void Require(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.IsInteger) return;
        float[] values = new float[data.Width];
        for (int row = 0; row < data.Rows; row++)
        {
            data.CopyRow(row, values);
            RequireRow(data, row, values);
        }
    }

    /// <summary>Checks one row that was just copied out.</summary>
    /// <param name="data">The data set, for the message.</param>
    /// <param name="row">The row, from 0.</param>
    /// <param name="values">Its values <c>[width]</c>.</param>
    /// <exception cref="InputException">A value is not finite.</exception>
    public static void RequireRow(DataSet data, int row, ReadOnlySpan<float> values)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (TensorPrimitives.IsFiniteAll(values)) return;
        int column = 0;
        while (column < values.Length && (float.IsFinite(values[column]) || (data.AllowsMissing && float.IsNaN(values[column])))) column++;
        if (column == values.Length) return;
        throw new InputException(
            "The data holds a value that is not a finite number.",
            $"{data.Name}, row {row + 1} of {data.Rows}, {data.ColumnName(column)}",
            float.IsNaN(values[column]) ? "not a number (NaN)" : "infinity, or a number beyond the range of float32",
            "finite numbers only",
            "remove or fill the row; 'anomaly train' takes missing values (NaN)");
    }
}
