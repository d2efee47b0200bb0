using Hourglass.Data;

namespace Hourglass.Preprocessing;

/// <summary>Rows of a table as features, made whenever a row is copied out; NaN where nothing is known of one.</summary>
internal sealed class EncodedRows : DataSet
{
    private readonly DataSet _data;
    private readonly ColumnEncoding[] _columns;
    private readonly int[] _widths;
    private readonly int[]?[] _featuresOf;

    /// <summary>Encodes some rows.</summary>
    /// <param name="data">[rows, columns], the columns in the order of the encoding.</param>
    /// <param name="encoding">How.</param>
    /// <param name="featuresOf">For each column: the features that its categories stand for, or null.</param>
    public EncodedRows(DataSet data, TableEncoding encoding, int[]?[] featuresOf) : base(data.Name, data.Rows, [encoding.FeatureNames.Count], encoding.FeatureNames, data.Labels)
    {
        (_data, _featuresOf) = (data, featuresOf);
        _columns = [.. encoding.Columns];
        _widths = [.. encoding.Columns.Select(column => column.FeatureNames.Count)];
    }

    public override bool IsEncoded => true;

    public override bool AllowsMissing => true;

    public override Type ElementType => typeof(float);

    public override IReadOnlyList<TextColumn> Texts => _data.Texts;

    public override IReadOnlyList<DateTime>? Times => _data.Times;

    public override string? NameOf(int row) => _data.NameOf(row);

    /// <summary>What the columns held that the features were made of; null where they were numbers.</summary>
    public TableSchema? Given => _data.Schema;

    /// <summary>A row before it was encoded.</summary>
    public float[] Original(int row)
    {
        float[] values = new float[_data.Width];
        _data.CopyRow(row, values);
        return values;
    }

    public override void Prefetch(int row) => _data.Prefetch(row);

    public override void CopyRow(int row, Span<float> destination)
    {
        Span<float> values = _columns.Length <= 1024 ? stackalloc float[_columns.Length] : new float[_columns.Length];
        _data.CopyRow(row, values);
        for (int column = 0, at = 0; column < _columns.Length; at += _widths[column++])
        {
            float value = values[column];
            if (_featuresOf[column] is { } features && !float.IsNaN(value)) value = features[(int)value];
            _columns[column].Encode(value, destination.Slice(at, _widths[column]));
        }
    }
}
