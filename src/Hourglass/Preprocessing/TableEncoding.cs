using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Preprocessing;

/// <summary>
/// How rows of a table become rows of features, and back; fitted to training rows, immutable, stored in the recipe of the model file. Every column
/// knows its own way: <see cref="ColumnEncoding"/>.
/// </summary>
/// <param name="Columns">The encodings of the columns, in the order of the training table.</param>
public sealed record TableEncoding(ImmutableArray<ColumnEncoding> Columns)
{
    // Rows that are looked at, and numbers held to do so: 64 MiB.
    private const int MostRows = 100_000, MostValues = 1 << 24;

    /// <summary>How the training table was written, as far as it was said: others are read in the same way.</summary>
    public TableDialect Dialect { get; init; } = TableDialect.Unknown;

    /// <summary>Columns of the training table that named rows.</summary>
    public ImmutableArray<string> Keys { get; init; } = [];

    /// <summary>The columns, with the texts of categories that are features of their own.</summary>
    [JsonIgnore]
    public TableSchema Schema => new([.. Columns.Select(column => column.Column)]) { Dialect = Dialect, Keys = Keys };

    /// <summary>What the columns are called.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> ColumnNames { get; } = Columns.IsDefault ? [] : [.. Columns.Select(column => column.Column.Name)];

    /// <summary>What the features are called, for messages.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> FeatureNames { get; } = Columns.IsDefault ? [] : [.. Columns.SelectMany(column => column.FeatureNames)];

    /// <summary>The column, from 0, that each feature tells of.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> ColumnOfFeature { get; } = Columns.IsDefault ? [] : [.. Columns.SelectMany((column, number) => Enumerable.Repeat(number, column.FeatureNames.Count))];

    /// <summary>For each feature: the feature, from 0, that is 1 where it is missing, or -1 where none says so; null when no column had missing values in training.</summary>
    [JsonIgnore]
    public ImmutableArray<int>? MissingFlags
    {
        get
        {
            if (!Columns.Any(column => column.HasMissing)) return null;
            var flags = new List<int>(FeatureNames.Count);
            foreach (ColumnEncoding column in Columns)
            {
                int count = column.FeatureNames.Count, flag = flags.Count + count - 1;
                for (int feature = 0; feature < count; feature++) flags.Add(column.HasMissing && feature < count - 1 ? flag : -1);
            }

            return [.. flags];
        }
    }

    /// <summary>Fits the encoding of a table to some of its rows, normally the training rows: to all of them, or 100,000 drawn from them.</summary>
    /// <param name="data">The table.</param>
    /// <param name="rows">The rows to fit to, from 0.</param>
    /// <param name="numbers">How numbers are scaled.</param>
    /// <exception cref="InputException">There are no rows.</exception>
    public static TableEncoding Fit(DataSet data, ReadOnlySpan<int> rows, ScalingKind numbers)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (rows.IsEmpty) throw new InputException("An encoding cannot be fitted.", data.Name, "no rows", "at least one row");
        TableSchema schema = SchemaOf(data);
        DataSet some = data.Select(rows).AtMost(MostRows, "rows of the encoding");
        var encodings = new ColumnEncoding[data.Width];
        int together = Math.Clamp(MostValues / some.Rows, 1, data.Width);
        float[] values = new float[together * some.Rows], row = new float[data.Width];
        for (int first = 0; first < data.Width; first += together)
        {
            int count = Math.Min(together, data.Width - first);
            for (int i = 0; i < some.Rows; i++)
            {
                some.CopyRow(i, row);
                for (int column = 0; column < count; column++) values[(column * some.Rows) + i] = row[first + column];
            }

            for (int column = 0; column < count; column++)
                encodings[first + column] = ColumnEncoding.Fit(schema.Columns[first + column], values.AsSpan(column * some.Rows, some.Rows), numbers);
        }

        return new([.. encodings]) { Dialect = schema.Dialect, Keys = schema.Keys };
    }

    /// <summary>Rows of a table as rows of features: a view that copies nothing.</summary>
    /// <param name="data">Rows with the columns of this encoding, found by name where there are names.</param>
    /// <param name="trainedOn">Where the training rows came from, for messages.</param>
    /// <exception cref="InputException">A column is missing, or is of another kind than it was in training.</exception>
    public DataSet Encode(DataSet data, string trainedOn)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.IsEncoded) return data;
        data = ColumnMatch.Align(data, ColumnNames, trainedOn);
        TableSchema given = SchemaOf(data);
        for (int i = 0; i < Columns.Length; i++)
        {
            (TableColumn trained, TableColumn found) = (Columns[i].Column, given.Columns[i]);
            if (trained.HasCategories == found.HasCategories && (trained.Kind == ColumnKind.Time) == (found.Kind == ColumnKind.Time)) continue;
            throw new InputException(
                "A column is of another kind than in training.", $"{data.Name}, column '{found.Name}'", found.Kind.ToString().ToLowerInvariant(),
                $"{trained.Kind.ToString().ToLowerInvariant()}, as in {trainedOn}", $"say what it is in a schema (--schema): {{\"name\": \"{found.Name}\", \"kind\": \"{trained.Kind.ToString().ToLowerInvariant()}\"}}");
        }

        return new EncodedRows(data, this, [.. Columns.Select((column, number) => column.FeaturesOf(given.Columns[number]))]);
    }

    /// <summary>Rows of features that were made elsewhere, as rows that need no encoding any more.</summary>
    /// <param name="features">[rows, features].</param>
    public DataSet Encoded(DataSet features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Width != FeatureNames.Count) throw new ArgumentException($"{features.Width} features a row are not {FeatureNames.Count}.", nameof(features));
        return DataView.AsEncoded(features);
    }

    /// <summary>The rows of the table that some rows of features stand for.</summary>
    /// <param name="features">[rows, features].</param>
    /// <returns>[rows, columns], of the kinds that <see cref="Schema"/> tells.</returns>
    public float[,] Decode(float[,] features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.GetLength(1) != FeatureNames.Count) throw new ArgumentException($"{features.GetLength(1)} features a row are not {FeatureNames.Count}.", nameof(features));
        var rows = new float[features.GetLength(0), Columns.Length];
        var row = new float[FeatureNames.Count];
        for (int i = 0; i < rows.GetLength(0); i++)
        {
            Buffer.BlockCopy(features, i * row.Length * sizeof(float), row, 0, row.Length * sizeof(float));
            for (int column = 0, at = 0; column < Columns.Length; at += Columns[column++].FeatureNames.Count)
                rows[i, column] = Columns[column].Decode(row.AsSpan(at, Columns[column].FeatureNames.Count));
        }

        return rows;
    }

    /// <summary>Makes sure that what a file said makes sense.</summary>
    /// <exception cref="FormatException">It does not.</exception>
    internal void RequireSound()
    {
        if (Columns.IsDefaultOrEmpty) throw new FormatException("The table has no columns.");
        if (Dialect is null || Keys.IsDefault) throw new FormatException("The table does not say how it is written, and which columns name rows.");
        Dialect.RequireSound();
        foreach (ColumnEncoding column in Columns) column.RequireSound();
    }

    // Rows of numbers are a table of number columns.
    private static TableSchema SchemaOf(DataSet data) =>
        data.Schema ?? new([.. Enumerable.Range(0, data.Width).Select(column => new TableColumn(data.Columns?[column] ?? $"{column + 1}", ColumnKind.Number))]);
}
