using Hourglass.Artifacts;
using Hourglass.Baselines;
using Hourglass.Errors;
using Hourglass.Numerics;

namespace Hourglass.Tests.Baselines;

public class NGramTests
{
    private const int End = 1, Unseen = 2, A = 3, B = 4, Vocabulary = 5;
    private static readonly int[][] s_corpus = [[A, B, End], [A, B, End], [A, A, End]];

    // By hand. Pairs: 0a 3, ab 2, aa 1, a. 1, b. 2: two of count 1 and two of count 2, so D = 2 / (2 + 4) = 1/3.
    // Different tokens before: a 2, b 1, end 2, five in all: D = 1 / (1 + 2 * 2) = 1/5; four tokens can be predicted.
    // p(a) = 1.8/5 + 0.2 * 3/5 * 1/4 = 0.39, p(b) = 0.19, p(end) = 0.39, p(unseen) = 0.03.
    [Theory]
    [InlineData(A, B, (5.0 / 12) + (0.25 * 0.19))]
    [InlineData(A, A, (1.0 / 6) + (0.25 * 0.39))]
    [InlineData(A, Unseen, 0.25 * 0.03)]
    [InlineData(B, End, (5.0 / 6) + (1.0 / 6 * 0.39))]
    [InlineData(NGram.Boundary, A, (8.0 / 9) + (1.0 / 9 * 0.39))]
    [InlineData(Unseen, B, 0.19)]
    public void Probabilities_of_a_tiny_corpus_are_those_computed_by_hand(int before, int token, double expected) =>
        Assert.Equal(expected, NGram.Fit(s_corpus, Vocabulary, 2).Probability([before], token), 12);

    [Fact]
    public void The_likelihood_of_a_sequence_is_the_product_of_its_tokens()
    {
        NGram model = NGram.Fit(s_corpus, Vocabulary, 2);
        double expected = -Math.Log(model.Probability([], A)) - Math.Log(model.Probability([A], B)) - Math.Log(model.Probability([A, B], End));
        Assert.Equal(expected, model.NegativeLogLikelihood([A, B, End]), 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Probabilities_after_any_context_sum_to_one(int length)
    {
        var random = new RandomStream(3, "corpus");
        int[][] corpus = [.. Enumerable.Range(0, 40).Select(_ => (int[])[.. Enumerable.Range(0, 6).Select(_ => 2 + random.NextInt(6)), End])];
        NGram model = NGram.Fit(corpus, 9, length);
        foreach (int[] context in new int[][] { [], [3], [2, 7], [5, 5, 5], [3, 4, 2, 6, 7] })
            Assert.Equal(1, Enumerable.Range(1, 8).Sum(token => model.Probability(context, token)), 12);
    }

    [Fact]
    public void Tokens_are_drawn_as_often_as_they_are_likely()
    {
        NGram model = NGram.Fit(s_corpus, Vocabulary, 2);
        var random = new RandomStream(1, "draws");
        int[][] drawn = [.. Enumerable.Range(0, 20_000).Select(_ => model.Sample(random, End, 50))];
        double second = drawn.Where(sequence => sequence[0] == A && sequence.Length > 1).Average(sequence => sequence[1] == B ? 1.0 : 0);
        Assert.Equal(model.Probability([A], B), second, 0.015);
        Assert.All(drawn, sequence => Assert.True(sequence[^1] == End || sequence.Length == 50));
    }

    [Fact]
    public void A_model_is_the_same_after_its_tensors()
    {
        NGram model = NGram.Fit(s_corpus, Vocabulary), again = NGram.FromTensors(model.ToTensors());
        Assert.Equal(3, again.Length);
        Assert.Equal(model.NegativeLogLikelihood([A, Unseen, B, End]), again.NegativeLogLikelihood([A, Unseen, B, End]));
    }

    [Fact]
    public void Tensors_without_sense_are_refused()
    {
        Assert.Throws<FormatException>(() => NGram.FromTensors([]));
        Assert.Throws<FormatException>(() => NGram.FromTensors([new NamedTensor("counts", [1, 3], [9, 9, 9]), new NamedTensor("vocabulary", [1], [5])]));
        Assert.Throws<FormatException>(() => NGram.FromTensors([new NamedTensor("counts", [1, 3], [1, 2, float.NaN]), new NamedTensor("vocabulary", [1], [5])]));
        Assert.Throws<InputException>(() => NGram.Fit(s_corpus, 100_000, 5));
    }
}
