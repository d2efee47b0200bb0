using FsCheck.Xunit;
using Hourglass.Tokenization;

namespace Hourglass.Tests.Tokenization;

public class TokenizerTests
{
    [Property]
    public void Characters_that_were_seen_come_back_exactly(string? any)
    {
        string text = WellFormed(any ?? "");
        CharacterTokenizer tokenizer = CharacterTokenizer.Train([text], int.MaxValue);
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        Assert.Equal(text.EnumerateRunes().Count(), tokenizer.Encode(text).Length);
    }

    [Property]
    public void Words_that_were_seen_come_back_but_for_runs_of_spaces(string? any)
    {
        string text = WellFormed(any ?? "");
        WordTokenizer tokenizer = WordTokenizer.Train([text], int.MaxValue);
        string expected = string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(expected, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Fact]
    public void A_pair_of_surrogates_and_an_ideograph_are_one_character_each()
    {
        CharacterTokenizer tokenizer = CharacterTokenizer.Train(["龙🐉龙"], 10);
        Assert.Equal(["龙", "🐉"], tokenizer.Tokens);
        Assert.Equal([3, 4, 3], tokenizer.Encode("龙🐉龙"));
    }

    [Theory]
    [InlineData("so, it is", " so|,| it| is")]
    [InlineData("don't stop-and-go!", " don't| stop-and-go|!")]
    [InlineData("我爱你 2024年", " 我|爱|你| 2024|年")]
    [InlineData("naïve cafe\u0301", " naïve| cafe\u0301")]
    [InlineData("ok 🙂🙂", " ok| 🙂|🙂")]
    public void Words_and_marks_keep_the_space_before_them(string text, string tokens)
    {
        WordTokenizer tokenizer = WordTokenizer.Train([text], 100);
        Assert.Equal(tokens.Split('|'), tokenizer.Encode(text).Select(id => tokenizer.Tokens[id - Tokenizer.FirstToken]));
    }

    [Fact]
    public void The_most_frequent_tokens_are_kept_and_the_rest_is_unknown()
    {
        WordTokenizer tokenizer = WordTokenizer.Train(["b a", "a b a c"], 2);
        Assert.Equal([" a", " b"], tokenizer.Tokens);
        Assert.Equal(5, tokenizer.Vocabulary);
        Assert.Equal([3, Tokenizer.Unknown, 4], tokenizer.Encode("a z b"));
        Assert.Equal("a \uFFFD b", tokenizer.Decode([3, Tokenizer.Unknown, 4, Tokenizer.End, 3]));
    }

    [Fact]
    public void A_vocabulary_with_a_token_twice_is_refused() => Assert.Throws<FormatException>(() => new CharacterTokenizer(["a", "a"]));

    private static string WellFormed(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
