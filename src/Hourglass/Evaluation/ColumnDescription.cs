using Hourglass.Data;

namespace Hourglass.Evaluation;

/// <summary>What a column of a table holds.</summary>
/// <param name="Column">Its name, kind and unit.</param>
/// <param name="Missing">Share of the rows where it is missing, 0 to 1.</param>
/// <param name="Distinct">How many different values it has; null where they are more than are counted (10,000).</param>
/// <param name="Range">Least and largest value, of numbers and times; null otherwise, and where all are missing.</param>
/// <param name="Top">The most frequent texts and how often they are there, of categories and labels; empty otherwise.</param>
/// <param name="Warnings">What is worth a look: "constant".</param>
public sealed record ColumnDescription(
    TableColumn Column, double Missing, int? Distinct, (float Least, float Largest)? Range, IReadOnlyList<(string Text, long Count)> Top, IReadOnlyList<string> Warnings);
