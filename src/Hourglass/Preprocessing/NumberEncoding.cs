using System.Text.Json.Serialization;
using Hourglass.Data;
using Hourglass.Statistics;

namespace Hourglass.Preprocessing;

/// <summary>
/// A number as one feature: <c>(x - centre) / spread</c>; where that has heavy tails, its inverse hyperbolic sine, a logarithm on both sides that is linear
/// around 0, brought to mean 0 and deviation 1.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="HasMissing">Whether values were missing in training.</param>
/// <param name="Centre">What is subtracted.</param>
/// <param name="Spread">What the difference is divided by.</param>
/// <param name="Bend">Mean and deviation of the inverse hyperbolic sine; null for columns without heavy tails.</param>
public sealed record NumberEncoding(TableColumn Column, bool HasMissing, double Centre, double Spread, TailBend? Bend) : ColumnEncoding(Column, HasMissing)
{
    // The excess kurtosis from which tails are heavy: 0 is normal, 3 Laplace's, 6 exponential.
    private const double HeavyTails = 10;

    // The largest argument that is brought back: e^80 is near the end of float32.
    private const double Most = 80;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<string> FeatureNames => [Column.Name, .. MissingName];

    /// <inheritdoc/>
    public override void Encode(float value, Span<float> features)
    {
        double scaled = (value - Centre) / Spread;
        features[0] = (float)(Bend is null ? scaled : (Math.Asinh(scaled) - Bend.Mean) / Bend.Deviation);
        SayMissing(float.IsNaN(value), features);
    }

    /// <inheritdoc/>
    public override float Decode(ReadOnlySpan<float> features)
    {
        if (IsMissing(features)) return float.NaN;
        double scaled = Bend is null ? features[0] : Math.Sinh(Math.Clamp((features[0] * Bend.Deviation) + Bend.Mean, -Most, Most));
        return (float)((scaled * Spread) + Centre);
    }

    internal override void RequireSound()
    {
        if (!(double.IsFinite(Centre) && double.IsFinite(Spread) && Spread > 0 && (Bend is null || (double.IsFinite(Bend.Mean) && double.IsFinite(Bend.Deviation) && Bend.Deviation > 0))))
            throw new FormatException($"The scaling of the column '{Column.Name}' is not finite and above 0.");
    }

    internal static NumberEncoding Fit(TableColumn column, bool hasMissing, ReadOnlySpan<float> sorted, ScalingKind kind)
    {
        if (sorted.IsEmpty) return new(column, hasMissing, 0, 1, null);
        (double mean, double deviation, _) = Moments(sorted, value => value);
        (double centre, double spread) = kind switch
        {
            ScalingKind.None => (0, 1),
            ScalingKind.Unit => (sorted[0], (double)sorted[^1] - sorted[0]),
            ScalingKind.Standard => (mean, deviation),
            _ => (Quantiles.Of(sorted, 0.5), Quantiles.RobustDeviation(sorted)),
        };
        if (kind == ScalingKind.Robust && !(spread > 0)) spread = deviation;

        // What rounding leaves of a constant column is no spread.
        if (!(spread > Math.Abs(centre) * 1e-7) || !double.IsFinite(spread)) spread = 1;
        if (kind is ScalingKind.None or ScalingKind.Unit) return new(column, hasMissing, centre, spread, null);
        double kurtosis = Moments(sorted, value => (value - centre) / spread).ExcessKurtosis;
        if (!(kurtosis > HeavyTails)) return new(column, hasMissing, centre, spread, null);
        (double bentMean, double bentDeviation, _) = Moments(sorted, value => Math.Asinh((value - centre) / spread));
        return new(column, hasMissing, centre, spread, new TailBend(bentMean, bentDeviation > 0 ? bentDeviation : 1));
    }

    private static (double Mean, double Deviation, double ExcessKurtosis) Moments(ReadOnlySpan<float> values, Func<double, double> of)
    {
        double sum = 0, squares = 0, fourths = 0;
        foreach (float value in values) sum += of(value);
        double mean = sum / values.Length;
        foreach (float value in values)
        {
            double square = (of(value) - mean) * (of(value) - mean);
            squares += square;
            fourths += square * square;
        }

        double variance = squares / values.Length;
        return (mean, Math.Sqrt(variance), variance > 0 ? (fourths / values.Length / (variance * variance)) - 3 : 0);
    }
}

/// <summary>What brings the inverse hyperbolic sine of a scaled column to mean 0 and deviation 1.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Deviation">Its standard deviation, above 0.</param>
public sealed record TailBend(double Mean, double Deviation);
