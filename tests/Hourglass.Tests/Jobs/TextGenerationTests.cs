using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Jobs.TextGeneration;
using Hourglass.Optimizers;
using Hourglass.Sources;
using Hourglass.Tokenization;
using Hourglass.Training;

namespace Hourglass.Tests.Jobs;

public class TextGenerationTests
{
    private static readonly TextSet s_few = new("few", ["ant", "bee", "cat", "doe", "eel", "fox", "gnu", "hen", "ibex", "jay", "kite", "lynx"]);
    private static readonly Lazy<TextGenerator> s_learned = new(Learn);
    private static readonly Lazy<TextGenerator> s_begun = new(() => new TextGeneration { Units = 16, Code = 4, Training = new TrainingOptions { Epochs = 1 } }.Fit(EnglishWords.Train));

    [Fact]
    public void Texts_learned_by_heart_come_back_exactly()
    {
        TextGenerator model = s_learned.Value;
        Assert.Equal(s_few.Texts, model.Decode(model.Encode(s_few.Texts)));
        Assert.Equal(s_few.Texts, model.AsText(model.Autoencoder.Reconstruct(model.ToRows(s_few))));
        Assert.Equal(1, Value(model.Evaluate(model.ToRows(s_few)), "exactShare"));
        Assert.Equal(1, Value(model.Evaluate(model.ToRows(s_few)), "reconstructionBleu"));
    }

    [Fact]
    public void What_follows_the_end_is_padding()
    {
        TextGenerator model = s_learned.Value;
        float[,] rows = model.Autoencoder.Reconstruct(model.ToRows(s_few));
        Assert.Equal([Tokenizer.End, Tokenizer.Padding], [rows[0, 3], rows[0, 4]]);
    }

    [Fact]
    public void A_way_begins_and_ends_with_its_texts_and_says_nothing_twice()
    {
        IReadOnlyList<string> way = s_learned.Value.Between("lynx", "bee", 30);
        Assert.Equal(("lynx", "bee"), (way[0], way[^1]));
        Assert.Equal(way.Distinct(), way);
    }

    [Fact]
    public void Inventions_follow_from_the_seed_and_none_is_empty()
    {
        TextSamples first = s_begun.Value.Sample(100, seed: 3);
        Assert.Equal(first.Texts, s_begun.Value.Sample(100, seed: 3).Texts);
        Assert.NotEqual(first.Texts, s_begun.Value.Sample(100, seed: 4).Texts);
        Assert.DoesNotContain(first.Texts, string.IsNullOrWhiteSpace);
        Assert.All(first.Texts, text => Assert.Matches("^[a-z]+$", text));
    }

    [Fact]
    public void A_low_temperature_says_what_is_likeliest()
    {
        TextGenerator model = s_learned.Value;
        int Known(double temperature) => model.Sample(200, temperature).Texts.Intersect(s_few.Texts).Count();
        Assert.True(model.Sample(200, 0.05).NewShare <= model.Sample(200, 3).NewShare);
        Assert.True(Known(0.05) >= 1);
    }

    [Fact]
    public void What_was_trained_on_is_known_again_without_being_kept()
    {
        TextSamples samples = s_learned.Value.Sample(300, 0.05);
        Assert.InRange(samples.NewShare, 0, 0.99);
        Assert.Equal(samples.Texts.Count(text => !s_few.Texts.Contains(text)) / 300.0, samples.NewShare, 12);
        Assert.Equal(1 - (samples.Texts.Distinct().Count() / 300.0), samples.RepeatedShare, 12);
    }

    [Fact]
    public void A_text_unlike_the_others_is_the_most_surprising()
    {
        TextGenerator model = s_learned.Value;
        IReadOnlyList<TextScore> scores = model.Score(model.ToRows(new TextSet("some", ["cat", "zqxz", "hen"])), 20);
        Assert.Equal("zqxz", scores.MaxBy(score => score.NllPerToken)!.Text);
        Assert.Equal([4, 5, 4], scores.Select(score => score.Tokens));
    }

    [Fact]
    public void A_score_is_importance_weighted_and_more_draws_bring_it_down()
    {
        TextGenerator model = s_begun.Value;
        DataSet rows = model.ToRows(EnglishWords.Test);
        float[][] bounds = [.. Enumerable.Range(0, 3).Select(draw => model.Autoencoder.NegativeBound(rows, 7, draw))];
        IReadOnlyList<TextScore> scores = model.Score(rows, 3, 7);
        for (int row = 0; row < rows.Rows; row++) Assert.Equal(-Math.Log(bounds.Average(draw => Math.Exp(-draw[row]))), scores[row].Nll, 1e-9);
        Assert.True(model.Score(rows, 20).Sum(score => score.Nll) < model.Score(rows, 1).Sum(score => score.Nll));
    }

    [Fact]
    public void An_evaluation_draws_as_many_codes_as_it_is_told()
    {
        TextGenerator model = s_learned.Value;
        DataSet rows = model.ToRows(s_few);
        Assert.Equal(model.Score(rows).Average(score => score.Nll), Value(model.Evaluate(rows), "nllPerRow")!.Value, 1e-9);
        Assert.Equal(model.Score(rows, 3).Average(score => score.Nll), Value(model.WithImportanceSamples(3).Evaluate(rows), "nllPerRow")!.Value, 1e-9);
    }

    [Fact]
    public void Too_long_texts_are_cut_and_counted_and_never_exact()
    {
        TextGenerator model = s_learned.Value;
        DataSet rows = model.ToRows(new TextSet("long", ["cat", "catcatcat"]));
        Assert.Equal(1, model.CountCut(rows));
        Assert.Equal(0.5, Value(model.Evaluate(rows), "exactShare"));
    }

    [Fact]
    public void Sentences_of_words_are_learned_too()
    {
        var texts = new TextSet("sentences", [.. Enumerable.Range(0, 60).Select(i => $"the {(i % 2 == 0 ? "cat" : "dog")} {(i % 3 == 0 ? "sat" : "ran")}, again.")]);
        TextGenerator model = new TextGeneration
        {
            Tokens = "words",
            Units = 24,
            Code = 4,
            KlWeight = 0.02,
            TokenDropout = 0,
            Training = TextGeneration.DefaultTraining with { Steps = 200, Batch = 12, Optimizer = new Adam { LearningRate = 1e-2 } },
        }.Fit(texts);
        Assert.Equal(["the cat sat, again.", "the dog ran, again."], model.Decode(model.Encode("the cat sat, again.", "the dog ran, again.")));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Contains("tokens", Assert.Throws<InputException>(() => new TextGeneration { Tokens = "syllables" }.Fit(s_few)).Message);
        Assert.Contains("vocabulary", Assert.Throws<InputException>(() => new TextGeneration { Vocabulary = 0 }.Fit(s_few)).Message);
        Assert.Contains("token dropout", Assert.Throws<InputException>(() => new TextGeneration { TokenDropout = 1 }.Fit(s_few)).Message);
    }

    private static double? Value(IReadOnlyList<Measure> measures, string key) => measures.Single(measure => measure.Key == key).Value;

    private static TextGenerator Learn() => new TextGeneration
    {
        Code = 8,
        Units = 32,
        KlWeight = 0.01,
        TokenDropout = 0,
        Training = TextGeneration.DefaultTraining with { Steps = 200, Batch = 12, Validation = 0, Optimizer = new Adam { LearningRate = 1e-2 } },
    }.Fit(s_few);
}
