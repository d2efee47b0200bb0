using Hourglass.Data;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What a detector says of a row.</summary>
/// <param name="Score">How abnormal the row is; higher is more. Comparable between rows of one detector only.</param>
/// <param name="PValue">How often a normal row has so high a score, as the rows held back tell: from 1 / (n + 1) to 1.</param>
/// <param name="IsAnomaly">Whether the p-value is at most the rate of false alarms asked for.</param>
/// <param name="Reasons">The columns that are furthest from what is expected, the worst first; three, or fewer where fewer have a value.</param>
public sealed record ScoredRow(float Score, double PValue, bool IsAnomaly, IReadOnlyList<AnomalyReason> Reasons)
{
    /// <summary>How many reasons there are at most.</summary>
    public const int MostReasons = 3;
}

/// <summary>A column that makes a row abnormal.</summary>
/// <param name="Number">Its number, from 0, in the order of training.</param>
/// <param name="About">The column; one without a name goes by its number from 1.</param>
/// <param name="Observed">The value found, in original units; of a category the number of its text.</param>
/// <param name="Expected">The value that the rest of the row lets expect, likewise.</param>
/// <param name="Share">Its part, 0..1, of how surprising the columns of the row are in all, less where it has a large part in every row.</param>
public readonly record struct AnomalyReason(int Number, TableColumn About, float Observed, float Expected, double Share)
{
    /// <summary>The column's name.</summary>
    public string Column => About.Name;

    /// <summary>How far the value usually is from what is expected, in the same units, of a time in days: about two of three normal rows are nearer. NaN where that says nothing, as of categories.</summary>
    public float Spread { get; init; }

    /// <summary>What stood there where the detector knows no such value, and that it does not: "Z (not seen in training)". Null (default) otherwise.</summary>
    public string? Unknown { get; init; }

    /// <summary>The value found as a person reads it: with its unit, or as text.</summary>
    public string ObservedText => Unknown ?? About.Say(Observed);

    /// <summary>The value found as a cell of a table; empty where it is missing.</summary>
    public string ObservedCell => Unknown ?? About.Text(Observed);

    /// <summary>The value expected as a person reads it, with what is its usual spread: "3.12 ± 0.21 bar".</summary>
    public string ExpectedText => About.Say(Expected, Spread);
}

/// <summary>All that a detector can say of a row.</summary>
/// <param name="Row">Its score.</param>
/// <param name="Columns">Every column that has a part in it, the one with the largest part first.</param>
/// <param name="Nearest">The training row that is most like it; null when the detector keeps none.</param>
public sealed record AnomalyExplanation(ScoredRow Row, IReadOnlyList<AnomalyReason> Columns, NearestTrainingRow? Nearest);

/// <summary>A training row that a detector keeps.</summary>
/// <param name="Distance">How far it is from the row asked about, in scaled units.</param>
/// <param name="Values">Its values, in original units, a column each in the order of training: see <see cref="AnomalyReason.Number"/>.</param>
public sealed record NearestTrainingRow(float Distance, IReadOnlyList<float> Values);
