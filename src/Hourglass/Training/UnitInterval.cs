using System.Numerics.Tensors;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Preprocessing;

namespace Hourglass.Training;

/// <summary>The rule that a cross-entropy's targets lie in [0, 1].</summary>
public static class UnitInterval
{
    // Scaling by a maximum may round a hair above 1.
    private const float Tolerance = 1e-5f;

    /// <summary>Checks scaled rows.</summary>
    /// <exception cref="InputException">A value lies outside; names row and column.</exception>
    public static void Require(DataSet data, ReadOnlySpan<int> rows, Scaler scaler, string loss)
    {
        var values = new float[data.Width];
        foreach (int row in rows)
        {
            scaler.CopyScaled(data, row, values);
            if (TensorPrimitives.Min<float>(values) >= -Tolerance && TensorPrimitives.Max<float>(values) <= 1 + Tolerance) continue;
            int column = Array.FindIndex(values, value => !(value is >= -Tolerance and <= 1 + Tolerance));
            throw new InputException(
                $"The loss '{loss}' cannot be used on this data.", $"{data.Name}, row {row + 1}, {data.ColumnName(column)}", $"{values[column]} after scaling",
                "every scaled value lies in [0, 1]", scaler.Kind == ScalingKind.Unit ? "--loss mse takes any values" : "--scale unit brings it there; or --loss mse takes any values");
        }
    }
}
