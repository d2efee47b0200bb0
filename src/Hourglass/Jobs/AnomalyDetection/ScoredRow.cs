namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What a detector says of a row.</summary>
/// <param name="Score">How abnormal the row is; higher is more. Comparable between rows of one detector only.</param>
/// <param name="PValue">How often a normal row has so high a score, as the rows held back tell: from 1 / (n + 1) to 1.</param>
/// <param name="IsAnomaly">Whether the p-value is at most the rate of false alarms asked for.</param>
/// <param name="Reasons">The columns that are furthest from what is expected, the worst first; three, or fewer where fewer have a value.</param>
public sealed record ScoredRow(float Score, double PValue, bool IsAnomaly, IReadOnlyList<AnomalyReason> Reasons);

/// <summary>A column that makes a row abnormal.</summary>
/// <param name="Column">Its name, or its number from 1.</param>
/// <param name="Observed">The value found, in original units.</param>
/// <param name="Expected">The value that the rest of the row lets expect, in original units.</param>
/// <param name="Share">Its part, 0..1, of how surprising the columns of the row are in all.</param>
public readonly record struct AnomalyReason(string Column, float Observed, float Expected, double Share);
