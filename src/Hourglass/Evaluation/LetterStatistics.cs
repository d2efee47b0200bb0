using System.Text;

namespace Hourglass.Evaluation;

/// <summary>What texts look like from afar: how often each character occurs, how long they are, how many of their letters are vowels.</summary>
/// <param name="Shares">The share of each character among all, spaces left out.</param>
/// <param name="MeanLength">Characters of a text, on average.</param>
/// <param name="VowelShare">Share of a, e, i, o and u among the letters; 0 where there are none.</param>
public sealed record LetterStatistics(IReadOnlyDictionary<string, double> Shares, double MeanLength, double VowelShare)
{
    private const string Vowels = "aeiou";

    /// <summary>Counts.</summary>
    /// <param name="texts">The texts; at least one.</param>
    public static LetterStatistics Of(IReadOnlyList<string> texts)
    {
        var counts = new SortedDictionary<string, double>(StringComparer.Ordinal);
        long letters = 0, vowels = 0, characters = 0;
        foreach (Rune rune in texts.SelectMany(text => text.EnumerateRunes()))
        {
            characters++;
            if (Rune.IsWhiteSpace(rune)) continue;
            string character = rune.ToString();
            counts[character] = counts.GetValueOrDefault(character) + 1;
            if (!Rune.IsLetter(rune)) continue;
            letters++;
            if (Vowels.Contains(character.ToLowerInvariant(), StringComparison.Ordinal)) vowels++;
        }

        double all = Math.Max(1, counts.Values.Sum());
        return new(counts.ToDictionary(count => count.Key, count => count.Value / all, StringComparer.Ordinal), (double)characters / texts.Count, letters == 0 ? 0 : (double)vowels / letters);
    }

    /// <summary>Half the sum of |p - q| over all characters: 0 when two texts use their characters alike, 1 when they share none.</summary>
    public double DistanceTo(LetterStatistics other) =>
        0.5 * Shares.Keys.Union(other.Shares.Keys).Sum(letter => Math.Abs(Shares.GetValueOrDefault(letter) - other.Shares.GetValueOrDefault(letter)));
}
