namespace Hourglass.Data;

/// <summary>Rows of another data set, by number, or the same rows under another description; the values stay where they are.</summary>
internal sealed class DataView : DataSet
{
    private readonly DataSet _source;
    private readonly int[]? _rows;

    private DataView(
        DataSet source, string name, int[]? rows, IReadOnlyList<int> rowShape, IReadOnlyList<string>? labels, bool allowsMissing = false, PictureFit? fit = null, bool isEncoded = false)
        : base(name, rows?.Length ?? source.Rows, rowShape, source.Columns, labels)
    {
        if (Width != source.Width)
            throw new Errors.InputException(
                "The rows do not have that shape.", source.Name, $"[{string.Join(", ", rowShape)}], which holds {Width} values", $"{source.Width} values");
        AllowsMissing = allowsMissing || source.AllowsMissing;
        Fit = fit ?? source.Fit;
        IsEncoded = isEncoded || source.IsEncoded;
        // A view of a view reads the storage directly, so views do not become slower by nesting.
        DataView? inner = source as DataView;
        _source = inner?._source ?? source;
        _rows = (rows, inner?._rows) switch
        {
            (null, var below) => below,
            (var above, null) => above,
            var (above, below) => Array.ConvertAll(above, row => below[row]),
        };
    }

    public override bool AllowsMissing { get; }

    public override Type ElementType => _source.ElementType;

    public override PictureFit Fit { get; }

    public override TableSchema? Schema => _source.Schema;

    public override bool IsEncoded { get; }

    public override IReadOnlyList<TextColumn> Texts =>
        _rows is null ? _source.Texts : [.. _source.Texts.Select(column => column with { Values = [.. _rows.Select(row => column.Values[row])] })];

    public override IReadOnlyList<DateTime>? Times =>
        _rows is null || _source.Times is not { } times ? _source.Times : [.. _rows.Select(row => times[row])];

    public override string? NameOf(int row) => _source.NameOf(_rows is null ? row : _rows[row]);

    public override void CopyRow(int row, Span<float> destination) => _source.CopyRow(_rows is null ? row : _rows[row], destination);

    public override void Prefetch(int row) => _source.Prefetch(_rows is null ? row : _rows[row]);

    internal static DataView OfRows(DataSet source, ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
            if ((uint)row >= (uint)source.Rows) throw new ArgumentOutOfRangeException(nameof(rows), row, $"{source.Name} has {source.Rows} rows.");
        int[] chosen = rows.ToArray();
        string[]? labels = source.Labels is null ? null : Array.ConvertAll(chosen, row => source.Labels[row]);
        return new DataView(source, source.Name, chosen, source.RowShape, labels);
    }

    internal static DataView WithName(DataSet source, string name) => new(source, name, null, source.RowShape, source.Labels);

    internal static DataView WithLabels(DataSet source, IReadOnlyList<string>? labels) => new(source, source.Name, null, source.RowShape, labels);

    internal static DataView AllowMissing(DataSet source) => new(source, source.Name, null, source.RowShape, source.Labels, allowsMissing: true);

    internal static DataView AsEncoded(DataSet source) => new(source, source.Name, null, source.RowShape, source.Labels, allowsMissing: true, isEncoded: true);

    internal static DataView WithRowShape(DataSet source, IReadOnlyList<int> rowShape) => new(source, source.Name, null, rowShape, source.Labels);

    internal static DataView WithFit(DataSet source, PictureFit fit) => new(source, source.Name, null, source.RowShape, source.Labels, fit: fit);
}
