using System.Text.Json.Serialization;
using Hourglass.Data;

namespace Hourglass.Preprocessing;

/// <summary>
/// A time as its place between the first and the last of training, from -1 to 1 and no further (new rows are later than those of training, which makes
/// them no stranger), and as sine and cosine of the day, the week and the year, as far as the training rows span them.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="HasMissing">Whether values were missing in training.</param>
/// <param name="First">The first time, in days as the column counts them.</param>
/// <param name="Last">The last time.</param>
/// <param name="HasHours">Whether there is a time of day.</param>
public sealed record TimeEncoding(TableColumn Column, bool HasMissing, double First, double Last, bool HasHours) : ColumnEncoding(Column, HasMissing)
{
    private const double Day = 1, Week = 7, Year = 365.2425;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> FeatureNames =>
        [Column.Name, .. Cycles.SelectMany(cycle => (string[])[$"{Column.Name}: {cycle.Name} (sine)", $"{Column.Name}: {cycle.Name} (cosine)"]), .. MissingName];

    // A cycle that was seen only once, or in part, would say no more than the time itself.
    private IEnumerable<(string Name, double Days)> Cycles
    {
        get
        {
            if (HasHours) yield return ("time of day", Day);
            if (Last - First >= 2 * Week) yield return ("day of week", Week);
            if (Last - First >= 2 * Year) yield return ("day of year", Year);
        }
    }

    /// <inheritdoc/>
    public override void Encode(float value, Span<float> features)
    {
        int at = 0;
        features[at++] = float.IsNaN(value) ? float.NaN : (float)Math.Clamp(((value - First) / (Last - First) * 2) - 1, -1, 1);
        foreach ((_, double days) in Cycles)
        {
            (double sine, double cosine) = Math.SinCos(Math.Tau * (value / days));
            features[at++] = (float)sine;
            features[at++] = (float)cosine;
        }

        SayMissing(float.IsNaN(value), features);
    }

    /// <inheritdoc/>
    public override float Decode(ReadOnlySpan<float> features) => IsMissing(features) ? float.NaN : (float)(First + ((features[0] + 1) / 2 * (Last - First)));

    internal override void RequireSound()
    {
        if (!(double.IsFinite(First) && double.IsFinite(Last) && Last > First)) throw new FormatException($"The times of the column '{Column.Name}' have no beginning or end.");
    }

    internal static TimeEncoding Fit(TableColumn column, bool hasMissing, ReadOnlySpan<float> sorted)
    {
        if (sorted.IsEmpty) return new(column, hasMissing, 0, Day, false);
        bool hasHours = false;
        foreach (float value in sorted) hasHours |= value != MathF.Floor(value);
        return new(column, hasMissing, sorted[0], sorted[^1] > sorted[0] ? sorted[^1] : sorted[0] + Day, hasHours);
    }
}
