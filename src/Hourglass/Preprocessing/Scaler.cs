using System.Numerics.Tensors;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Preprocessing;

/// <summary>
/// Fitted scaling: <c>scaled = (raw - shift) * factor</c>, per column or with one shift and factor for all.
/// Immutable and safe from many threads; the two vectors are what a model file stores.
/// </summary>
public sealed class Scaler
{
    private readonly float[] _shift;
    private readonly float[] _factor;

    /// <summary>Makes a scaler from stored vectors.</summary>
    /// <param name="kind">How the vectors were fitted.</param>
    /// <param name="shift">What is subtracted, <c>[width]</c>, or of length 1 for all columns alike.</param>
    /// <param name="factor">What the difference is multiplied by, of the same length; finite and not zero.</param>
    /// <exception cref="InputException">The vectors are empty, of different lengths, not finite, or a factor is zero.</exception>
    public Scaler(ScalingKind kind, ReadOnlySpan<float> shift, ReadOnlySpan<float> factor)
    {
        if (shift.Length != factor.Length || shift.IsEmpty)
            throw new InputException("The scaling is damaged.", found: $"{shift.Length} shifts and {factor.Length} factors", rule: "one of each per column");
        if (!TensorPrimitives.IsFiniteAll(shift) || !TensorPrimitives.IsFiniteAll(factor) || factor.Contains(0f))
            throw new InputException("The scaling is damaged.", rule: "shifts are finite, factors are finite and not zero");
        Kind = kind;
        _shift = shift.ToArray();
        _factor = factor.ToArray();
    }

    /// <summary>How the scaling was fitted.</summary>
    public ScalingKind Kind { get; }

    /// <summary>What is subtracted: <c>[width]</c>, or of length 1 when all columns share it.</summary>
    public ReadOnlySpan<float> Shift => _shift;

    /// <summary>What the difference is multiplied by: <c>[width]</c>, or of length 1 when all columns share it.</summary>
    public ReadOnlySpan<float> Factor => _factor;

    /// <summary>Whether one shift and factor serve all columns, so that rows of any width can be scaled.</summary>
    public bool IsGlobal => _shift.Length == 1;

    /// <summary>Whether it leaves every value as it is.</summary>
    public bool IsIdentity => !_shift.AsSpan().ContainsAnyExcept(0f) && !_factor.AsSpan().ContainsAnyExcept(1f);

    /// <summary>The scaling that <c>auto</c> stands for: unit for pictures (rows of rank 2 and more, or bytes), robust for tables.</summary>
    /// <param name="data">The data to be scaled.</param>
    public static ScalingKind KindFor(DataSet data) => IsPictures(data) ? ScalingKind.Unit : ScalingKind.Robust;

    /// <summary>Fits the scaling to some rows of a data set, normally the training rows. Features of a table come scaled from their encoding and stay as they are.</summary>
    /// <param name="data">The data.</param>
    /// <param name="rows">The rows to fit to, from 0.</param>
    /// <param name="kind">The kind of scaling.</param>
    /// <exception cref="InputException">There are no rows, or a value in them is not finite; the message names row and column.</exception>
    public static Scaler Fit(DataSet data, ReadOnlySpan<int> rows, ScalingKind kind)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.IsEncoded) kind = ScalingKind.None;
        if (rows.IsEmpty) throw new InputException("A scaling cannot be fitted.", data.Name, "no rows", "at least one row");
        if (!data.IsInteger)
        {
            float[] values = new float[data.Width];
            foreach (int row in rows)
            {
                data.CopyRow(row, values);
                FiniteValues.RequireRow(data, row, values);
            }
        }

        (float[] shift, float[] factor) = kind switch
        {
            ScalingKind.None => ([0f], [1f]),
            ScalingKind.Unit when IsPictures(data) => ColumnStatistics.WholeRange(data, rows),
            ScalingKind.Unit => ColumnStatistics.Range(data, rows),
            ScalingKind.Standard => ColumnStatistics.MeanAndDeviation(data, rows),
            ScalingKind.Robust => ColumnStatistics.MedianAndQuartiles(data, rows),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
        return new Scaler(kind, shift, factor);
    }

    /// <summary>Scales raw values in place.</summary>
    /// <param name="row">One row <c>[width]</c>; with a global scaling any number of values.</param>
    /// <exception cref="ArgumentException">The scaling is per column and the row has another width.</exception>
    public void Apply(Span<float> row)
    {
        if (IsGlobal)
        {
            if (_shift[0] != 0) TensorPrimitives.Subtract(row, _shift[0], row);
            if (_factor[0] != 1) TensorPrimitives.Multiply(row, _factor[0], row);
            return;
        }

        TensorPrimitives.Subtract(row, _shift, row);
        TensorPrimitives.Multiply(row, _factor, row);
    }

    /// <summary>Copies a row of a data set out, scaled; a missing value becomes 0, in most scalings the centre of its column.</summary>
    /// <param name="data">The data.</param>
    /// <param name="row">The row, from 0.</param>
    /// <param name="target">Takes the row; as long as a row is wide.</param>
    public void CopyScaled(DataSet data, int row, Span<float> target)
    {
        data.CopyRow(row, target);
        Apply(target);
        if (!data.AllowsMissing) return;
        foreach (ref float value in target)
            if (float.IsNaN(value)) value = 0;
    }

    /// <summary>All rows of a data set, scaled.</summary>
    /// <param name="data">Rows of the width it was fitted to.</param>
    /// <returns><c>[rows, width]</c>, one row after the other.</returns>
    public float[] Apply(DataSet data)
    {
        var rows = new float[data.Rows * data.Width];
        for (int row = 0; row < data.Rows; row++) CopyScaled(data, row, rows.AsSpan(row * data.Width, data.Width));
        return rows;
    }

    /// <summary>Brings scaled values back to their original units, in place.</summary>
    /// <param name="row">One row <c>[width]</c>; with a global scaling any number of values.</param>
    /// <exception cref="ArgumentException">The scaling is per column and the row has another width.</exception>
    public void Invert(Span<float> row)
    {
        if (IsGlobal)
        {
            if (_factor[0] != 1) TensorPrimitives.Divide(row, _factor[0], row);
            if (_shift[0] != 0) TensorPrimitives.Add(row, _shift[0], row);
            return;
        }

        TensorPrimitives.Divide(row, _factor, row);
        TensorPrimitives.Add(row, _shift, row);
    }

    private static bool IsPictures(DataSet data) => data.RowShape.Count >= 2 || data.ElementType == typeof(byte);
}
