using Hourglass.Evaluation;

namespace Hourglass.Jobs.TextGeneration;

/// <summary>Invented texts, and what can be said of them.</summary>
/// <param name="Texts">The texts; none is empty.</param>
/// <param name="Redrawn">How many came out empty and were drawn again from another code.</param>
/// <param name="NewShare">Share of them that are not among the texts trained on.</param>
/// <param name="RepeatedShare">Share of them that are the same as an earlier one.</param>
/// <param name="Letters">Their characters.</param>
public sealed record TextSamples(IReadOnlyList<string> Texts, int Redrawn, double NewShare, double RepeatedShare, LetterStatistics Letters);

/// <summary>How surprising a text is.</summary>
/// <param name="Text">The text.</param>
/// <param name="Nll">Upper bound of its negative log-likelihood, in nats.</param>
/// <param name="Tokens">Its tokens, its end counted.</param>
public sealed record TextScore(string Text, double Nll, int Tokens)
{
    /// <summary>Nats per token: what to sort by.</summary>
    public double NllPerToken => Nll / Tokens;
}
