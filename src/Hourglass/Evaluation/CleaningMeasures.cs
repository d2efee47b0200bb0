namespace Hourglass.Evaluation;

/// <summary>How far damaged rows are from the rows they come from, before a denoising autoencoder cleans them and after.</summary>
/// <param name="Before">Of the damaged rows.</param>
/// <param name="After">Of their reconstructions.</param>
public sealed record CleaningMeasures(ReconstructionMeasures Before, ReconstructionMeasures After)
{
    private const string Rival = "damaged input";

    /// <summary>The measures of the cleaned rows, the damaged rows' beside them: what doing nothing would have given.</summary>
    public IReadOnlyList<Measure> ToMeasures()
    {
        ILookup<string, double?> before = Before.ToMeasures().ToLookup(measure => measure.Key, measure => measure.Value);
        return [.. After.ToMeasures().Select(measure => measure.IsShown && before[measure.Key].Single() is { } value ? measure with { Rival = (Rival, value) } : measure)];
    }

    /// <summary>The result in one plain sentence.</summary>
    public string Summarise() => After.Psnr is { } after && Before.Psnr is { } before
        ? FormattableString.Invariant($"{After.Rows:N0} damaged pictures: PSNR {before:0.0} dB before cleaning, {after:0.0} dB after.")
        : FormattableString.Invariant($"{After.Rows:N0} damaged rows: mean squared error {Before.Mse:G4} before cleaning, {After.Mse:G4} after (in {After.Scaling.ToString().ToLowerInvariant()}-scaled units).");
}
