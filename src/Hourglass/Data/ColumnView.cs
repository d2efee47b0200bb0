namespace Hourglass.Data;

/// <summary>Some columns of another data set, in another order; the values stay where they are.</summary>
internal sealed class ColumnView : DataSet
{
    private readonly DataSet _source;
    private readonly int[] _columns;

    public ColumnView(DataSet source, int[] columns)
        : base(source.Name, source.Rows, [columns.Length], source.Columns is null ? null : [.. columns.Select(column => source.Columns[column])], source.Labels)
    {
        (_source, _columns) = (source, columns);
    }

    public override bool AllowsMissing => _source.AllowsMissing;

    public override Type ElementType => _source.ElementType;

    public override TableSchema? Schema => _source.Schema?.Select(_columns);

    public override IReadOnlyList<TextColumn> Texts => _source.Texts;

    public override IReadOnlyList<DateTime>? Times => _source.Times;

    public override void CopyRow(int row, Span<float> destination)
    {
        Span<float> whole = _source.Width <= 1024 ? stackalloc float[_source.Width] : new float[_source.Width];
        _source.CopyRow(row, whole);
        for (int i = 0; i < _columns.Length; i++) destination[i] = whole[_columns[i]];
    }
}
