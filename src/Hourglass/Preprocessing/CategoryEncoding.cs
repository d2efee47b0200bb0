using System.Text.Json.Serialization;
using Hourglass.Data;

namespace Hourglass.Preprocessing;

/// <summary>
/// A category as one feature for each frequent text, 1 where it is that and 0 elsewhere. All other texts, rare ones and those never seen, share a
/// few more features: one, or, where a column has very many texts, sixteen, told apart by a hash.
/// </summary>
/// <param name="Column">The column; its categories are the frequent texts, the most frequent first.</param>
/// <param name="HasMissing">Whether values were missing in training.</param>
/// <param name="Buckets">Features that the other texts share, at least 1.</param>
public sealed record CategoryEncoding(TableColumn Column, bool HasMissing, int Buckets) : ColumnEncoding(Column, HasMissing)
{
    private const int MostTexts = 64, ManyBuckets = 16, LeastRows = 2;

    /// <summary>Whether there were other texts in training, too rare to have a feature of their own; false by default.</summary>
    public bool HasRare { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> FeatureNames =>
    [
        .. Column.Categories.Select(text => $"{Column.Name}={text}"),
        .. Buckets == 1 ? [$"{Column.Name} is another"] : Enumerable.Range(1, Buckets).Select(bucket => $"{Column.Name} is another ({bucket} of {Buckets})"),
        .. MissingName,
    ];

    /// <inheritdoc/>
    public override void Encode(float value, Span<float> features)
    {
        features.Clear();
        SayMissing(float.IsNaN(value), features);

        // Missing where nothing was missing in training is as strange as a text never seen.
        if (!float.IsNaN(value)) features[(int)value] = 1;
        else if (!HasMissing) features[Column.Categories.Length] = 1;
    }

    /// <inheritdoc/>
    public override float Decode(ReadOnlySpan<float> features)
    {
        int largest = 0;
        for (int i = 1; i < features.Length; i++)
            if (features[i] > features[largest]) largest = i;
        return HasMissing && largest == features.Length - 1 ? float.NaN : Math.Min(largest, Column.Categories.Length);
    }

    /// <inheritdoc/>
    public override int[] FeaturesOf(TableColumn given)
    {
        ArgumentNullException.ThrowIfNull(given);
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < Column.Categories.Length; i++) known[Column.Categories[i]] = i;
        return [.. given.Categories.Select(text => known.TryGetValue(text, out int feature) ? feature : Column.Categories.Length + Bucket(text))];
    }

    internal override void RequireSound()
    {
        if (Buckets is < 1 or > 4096 || Column.Categories.IsDefault || Column.Categories.Distinct(StringComparer.Ordinal).Count() != Column.Categories.Length)
            throw new FormatException($"The texts of the column '{Column.Name}' cannot be told apart.");
    }

    internal static CategoryEncoding Fit(TableColumn column, bool hasMissing, ReadOnlySpan<float> sorted)
    {
        var count = new int[column.Categories.Length];
        foreach (float value in sorted) count[(int)value]++;
        string[] frequent =
        [
            .. Enumerable.Range(0, count.Length).Where(code => count[code] >= LeastRows).OrderByDescending(code => count[code])
                .ThenBy(code => column.Categories[code], StringComparer.Ordinal).Select(code => column.Categories[code]),
        ];
        (int kept, int buckets) = frequent.Length <= MostTexts ? (frequent.Length, 1) : (MostTexts - ManyBuckets, ManyBuckets);
        return new(column with { Categories = [.. frequent.Take(kept)] }, hasMissing, buckets) { HasRare = count.Count(rows => rows > 0) > kept };
    }

    // FNV-1a over UTF-16, the same on every machine.
    private int Bucket(string text)
    {
        uint hash = 2166136261;
        foreach (char letter in text) hash = (hash ^ letter) * 16777619;
        return (int)(hash % (uint)Buckets);
    }
}
