using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Tokenization;
using Hourglass.Training;

namespace Hourglass.Jobs.TextGeneration;

/// <summary>
/// Text generation, to be trained: a variational autoencoder of token sequences (Bowman et al. 2016) whose code keeps what a text says, because
/// its divergence weighs less than 1 (<see cref="KlWeight"/>) and some nats of it are free (<see cref="FreeBits"/>). Immutable; <see cref="Fit"/> gives a <see cref="TextGenerator"/>.
/// </summary>
/// <example><code>
/// TextGenerator words = new TextGeneration().Fit(EnglishWords.Train);
/// IReadOnlyList&lt;string&gt; invented = words.Sample(20).Texts;
/// </code></example>
public sealed record TextGeneration
{
    /// <summary>How text is trained by default: 2,000 steps, however many texts there are, and the last weights are kept.</summary>
    public static TrainingOptions DefaultTraining { get; } = new()
    {
        Epochs = int.MaxValue,
        Steps = 2000,
        Batch = 128,
        Patience = null,
        KeepBest = false,
        ClipNorm = 5,
        Schedule = Schedule.WarmUpCosine,
        Optimizer = new Adam { LearningRate = 1e-2 },
    };

    /// <summary>What a token is: <c>characters</c> (default; words, names, short lines) or <c>words</c> (sentences).</summary>
    public string Tokens { get; init; } = CharacterTokenizer.Name;

    /// <summary>Most tokens to know, the most frequent ones; 5,000 by default.</summary>
    public int Vocabulary { get; init; } = 5000;

    /// <summary>Most tokens of a text; longer ones are cut; 64 by default. The model takes texts as long as the longest it is given, up to this.</summary>
    public int Length { get; init; } = 64;

    /// <summary>Size of the code; 32 by default.</summary>
    public int Code { get; init; } = 32;

    /// <summary>Units of the encoder and of the decoder; 128 by default.</summary>
    public int Units { get; init; } = 128;

    /// <summary>Numbers that stand for a token; 32 by default.</summary>
    public int Embedding { get; init; } = 32;

    /// <summary>Share of the tokens before that the decoder does not see in training, so that it has to use the code; 0 by default.</summary>
    public double TokenDropout { get; init; }

    /// <summary>
    /// What the divergence of the code from its prior is multiplied by in training; 0.4 by default: below 1 more of a text is kept in its code, at the
    /// price of a looser likelihood (Higgins et al. 2017, with the weight on the other side of 1).
    /// </summary>
    public double KlWeight { get; init; } = 0.4;

    /// <summary>Nats that each number of the code carries for nothing, so that none falls silent; 0.05 by default.</summary>
    public double FreeBits { get; init; } = 0.05;

    /// <summary>How to train.</summary>
    public TrainingOptions Training { get; init; } = DefaultTraining;

    /// <summary>What names mean in the model file; <see cref="Catalog.Default"/> by default.</summary>
    public Catalog Catalog { get; init; } = Catalog.Default;

    /// <summary>Trains on some texts; the vocabulary and the rival, an n-gram model, are fitted on the same texts, those held back left out.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="validation">The texts to validate on; null holds a share of the training texts back.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">A setting is out of range.</exception>
    /// <exception cref="WorkFailedException">The loss became NaN before there were any good weights.</exception>
    public TextGenerator Fit(TextSet texts, TextSet? validation = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        (Tokenizer tokenizer, TextSet training, DataSet rows, DataSet? held) = Tokenize(texts, validation);
        TrainedAutoencoder autoencoder = Describe(tokenizer).Fit(rows, held, Training, progress, cancellationToken);
        int[][] sequences = TokenRows.Sequences(TokenRows.Of(training, tokenizer, rows.Width));
        return new TextGenerator(
            autoencoder, tokenizer, LetterStatistics.Of(training.Texts), KnownTexts.Of(texts.Texts), NGram.Fit(sequences, tokenizer.Vocabulary));
    }

    /// <summary>Does everything but train.</summary>
    /// <inheritdoc cref="Fit"/>
    public PreparedTraining Prepare(TextSet texts, TextSet? validation = null)
    {
        (Tokenizer tokenizer, _, DataSet rows, DataSet? held) = Tokenize(texts, validation);
        return Describe(tokenizer).Prepare(rows, held, Training);
    }

    private (Tokenizer Tokenizer, TextSet Training, DataSet Rows, DataSet? Held) Tokenize(TextSet texts, TextSet? validation)
    {
        Check(Vocabulary >= 1, "vocabulary", Vocabulary, "at least one token");
        Check(Length >= 1, "length", Length, "at least one token");
        TokenizerKind kind = TokenizerKind.All.FirstOrDefault(known => known.Name == Tokens) ?? throw new InputException(
            "The kind of token is not known.", "tokens", Tokens, $"one of {string.Join(", ", TokenizerKind.All.Select(known => known.Name))}", "name one of these");
        TextSet training = validation is null && Training.SplitOf(texts.Texts.Count) is { } split ? texts.Select(split.Training) : texts;
        Tokenizer tokenizer = kind.Train(training.Texts, Vocabulary);
        int width = TokenRows.WidthFor([.. texts.Texts, .. validation?.Texts ?? []], tokenizer, Length);
        return (tokenizer, training, TokenRows.Of(texts, tokenizer, width), validation is null ? null : TokenRows.Of(validation, tokenizer, width));
    }

    private Autoencoder Describe(Tokenizer tokenizer) => new(new RecurrentAutoencoder(Code, tokenizer.Vocabulary)
    {
        Embedding = Embedding,
        Units = Units,
        TokenDropout = TokenDropout,
        HiddenToken = Tokenizer.Unknown,
        EndToken = Tokenizer.End,
        CodeLayer = new GaussianCode(Code) { Weight = KlWeight, FreeBits = FreeBits },
    })
    {
        Loss = new TokenLikelihood(tokenizer.Vocabulary),
        Scaling = ScalingKind.None,
        Catalog = Catalog,
        Afterwards = new([InferenceKind.Bound, InferenceKind.Divergence, InferenceKind.Encode, InferenceKind.Decode]),
    };

    private static void Check(bool holds, string where, int found, string rule)
    {
        if (!holds) throw new InputException("The text cannot be trained on.", where, $"{found}", rule, "change this setting");
    }
}
