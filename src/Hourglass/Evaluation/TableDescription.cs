using System.Globalization;
using Hourglass.Data;

namespace Hourglass.Evaluation;

/// <summary>What a table holds, column by column.</summary>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Columns">Its columns: inputs, then those that name rows, then the label.</param>
public sealed record TableDescription(int Rows, IReadOnlyList<ColumnDescription> Columns)
{
    private const int MostDistinct = 10_000, MostCompared = 200, RowsCompared = 10_000, MostTop = 3;

    /// <summary>A correlation from which on two columns say the same.</summary>
    private const double NearlyOne = 0.999;

    /// <summary>Looks at every row.</summary>
    /// <param name="data">The table. Keys are described where they were kept.</param>
    /// <param name="label">What to call its labels.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public static TableDescription Of(DataSet data, string label = "label", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        Count[] counts = [.. Enumerable.Range(0, data.Width).Select(column => new Count(ColumnOf(data, column)))];
        float[] values = new float[data.Width];
        for (int row = 0; row < data.Rows; row++)
        {
            if (row % 4096 == 0) cancellationToken.ThrowIfCancellationRequested();
            data.CopyRow(row, values);
            for (int column = 0; column < values.Length; column++) counts[column].See(values[column]);
        }

        string?[] copies = Copies(data, counts);
        return new TableDescription(
            data.Rows,
            [
                .. counts.Select((count, column) => count.Describe(data.Rows, copies[column])),
                .. data.Texts.Where(texts => !counts.Any(count => count.Column.Name == texts.Name)).Select(texts => OfTexts(new TableColumn(texts.Name, ColumnKind.Identifier), texts.Values, "names rows: no input")),
                .. data.Labels is { } labels ? [OfTexts(new TableColumn(label, ColumnKind.Label), labels, null)] : Array.Empty<ColumnDescription>(),
            ]);
    }

    private static TableColumn ColumnOf(DataSet data, int column) =>
        data.Schema?.Columns[column] ?? new TableColumn(data.Columns?[column] ?? (column + 1).ToString(CultureInfo.InvariantCulture), ColumnKind.Number);

    private static ColumnDescription OfTexts(TableColumn column, IReadOnlyList<string> texts, string? warning)
    {
        var counts = new Dictionary<string, long>();
        foreach (string text in texts)
            if (counts.Count <= MostDistinct || counts.ContainsKey(text)) counts[text] = counts.GetValueOrDefault(text) + 1;
        return new ColumnDescription(
            column, texts.Count(text => text.Length == 0) / (double)texts.Count, counts.Count <= MostDistinct ? counts.Count : null, null,
            column.Kind == ColumnKind.Label ? [.. counts.OrderByDescending(pair => pair.Value).Take(MostTop).Select(pair => (pair.Key, pair.Value))] : [], warning is null ? [] : [warning]);
    }

    // Of numbers and times only, and of so many that comparing each with each stays cheap.
    private static string?[] Copies(DataSet data, Count[] counts)
    {
        string?[] copies = new string?[data.Width];
        int[] compared = [.. Enumerable.Range(0, data.Width).Where(column => !counts[column].Column.HasCategories && counts[column].IsVaried).Take(MostCompared)];
        DataSet some = data.AtMost(RowsCompared, "describe");
        if (compared.Length < 2 || some.Rows < 3) return copies;
        float[] values = new float[data.Width];
        double[][] columns = [.. compared.Select(_ => new double[some.Rows])];
        for (int row = 0; row < some.Rows; row++)
        {
            some.CopyRow(row, values);
            for (int i = 0; i < compared.Length; i++) columns[i][row] = values[compared[i]];
        }

        foreach (double[] column in columns) Standardise(column);
        for (int i = 1; i < compared.Length; i++)
        {
            for (int before = 0; before < i && copies[compared[i]] is null; before++)
            {
                double correlation = System.Numerics.Tensors.TensorPrimitives.Dot<double>(columns[i], columns[before]);
                if (Math.Abs(correlation) >= NearlyOne)
                    copies[compared[i]] = FormattableString.Invariant($"nearly a copy of '{counts[compared[before]].Column.Name}' (correlation {correlation:0.####})");
            }
        }

        return copies;
    }

    // Mean 0 and length 1; what is missing lies at the mean.
    private static void Standardise(double[] values)
    {
        double[] there = [.. values.Where(value => !double.IsNaN(value))];
        double mean = there.Length == 0 ? 0 : there.Average(), length = Math.Sqrt(there.Sum(value => (value - mean) * (value - mean)));
        for (int i = 0; i < values.Length; i++) values[i] = double.IsNaN(values[i]) || length == 0 ? 0 : (values[i] - mean) / length;
    }

    /// <summary>What was seen of one column.</summary>
    private sealed class Count(TableColumn column)
    {
        private readonly HashSet<float> _values = [];
        private readonly long[] _categories = new long[column.Categories.Length];
        private long _missing;
        private float _least = float.PositiveInfinity, _largest = float.NegativeInfinity;

        public TableColumn Column { get; } = column;

        public bool IsVaried => _largest > _least;

        public void See(float value)
        {
            if (float.IsNaN(value)) _missing++;
            else
            {
                _least = MathF.Min(_least, value);
                _largest = MathF.Max(_largest, value);
                if (_values.Count <= MostDistinct) _values.Add(value);
                if (Column.HasCategories && (int)value < _categories.Length) _categories[(int)value]++;
            }
        }

        public ColumnDescription Describe(int rows, string? copy)
        {
            var warnings = new List<string>();
            if (_missing == rows) warnings.Add("every cell is missing");
            else if (!IsVaried) warnings.Add("constant");
            if (copy is not null) warnings.Add(copy);
            (string Text, long Count)[] top = [.. Column.Categories.Zip(_categories).OrderByDescending(pair => pair.Second).Where(pair => pair.Second > 0).Take(MostTop)];
            return new ColumnDescription(
                Column, (double)_missing / rows, _values.Count <= MostDistinct ? _values.Count : null, Column.HasCategories || _missing == rows ? null : (_least, _largest), top, warnings);
        }
    }
}
