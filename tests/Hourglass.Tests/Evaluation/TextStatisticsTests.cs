using Hourglass.Evaluation;

namespace Hourglass.Tests.Evaluation;

public class TextStatisticsTests
{
    [Fact]
    public void Letters_lengths_and_vowels_are_counted()
    {
        var letters = LetterStatistics.Of(["ab a", "é🐉"]);
        Assert.Equal(0.4, letters.Shares["a"], 12);
        Assert.Equal(0.2, letters.Shares["🐉"], 12);
        Assert.False(letters.Shares.ContainsKey(" "));
        Assert.Equal(3, letters.MeanLength);
        Assert.Equal(0.5, letters.VowelShare);
    }

    [Fact]
    public void Distance_is_half_the_sum_of_differences()
    {
        var first = LetterStatistics.Of(["aab"]);
        Assert.Equal(0, first.DistanceTo(LetterStatistics.Of(["ab", "baaa"])), 12);
        Assert.Equal(1, first.DistanceTo(LetterStatistics.Of(["xyz"])), 12);
        Assert.Equal(1.0 / 3, first.DistanceTo(LetterStatistics.Of(["aaa"])), 12);
    }

    [Fact]
    public void Bleu_of_the_reference_itself_is_one() => Assert.Equal(1, Bleu.Corpus([[1, 2, 3, 4, 5], [6]], [[1, 2, 3, 4, 5], [6]]), 12);

    // By hand: 1-runs 5 of 6 (the second 1 has no partner), 2-runs 3 of 5, 3-runs 2 of 4, 4-runs 1 of 3; not shorter than the reference.
    [Fact]
    public void Bleu_agrees_with_a_count_by_hand() =>
        Assert.Equal(Math.Pow(5.0 / 6 * 3 / 5 * 2 / 4 * 1 / 3, 0.25), Bleu.Corpus([[1, 2, 3, 4, 1, 6]], [[1, 2, 3, 4, 5, 6]]), 12);

    [Fact]
    public void Bleu_of_short_texts_is_lowered_by_their_length() =>
        Assert.Equal(Math.Exp(1 - (6.0 / 4)), Bleu.Corpus([[1, 2, 3, 4]], [[1, 2, 3, 4, 5, 6]]), 12);

    [Fact]
    public void Bleu_of_strangers_is_zero() => Assert.Equal(0, Bleu.Corpus([[1, 2], [3]], [[4, 5], [6]]));
}
