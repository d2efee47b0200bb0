using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Numerics;
using Hourglass.Readers;
using Hourglass.Sources;
using Hourglass.Tokenization;

namespace Hourglass.Jobs.TextGeneration;

/// <summary>A trained text generator: texts to codes and back, new texts, texts between two others, and how surprising a text is.</summary>
public sealed class TextGenerator : JobModel
{
    /// <summary>The job's name.</summary>
    public const string Name = "text";

    // So often an empty text is drawn anew; a code that says nothing again and again means that nothing was learned.
    private const int MostRedraws = 50;
    private const string RivalSection = "n-gram", KnownSection = "known-texts";
    private readonly KnownTexts _known;

    internal TextGenerator(TrainedAutoencoder autoencoder, Tokenizer tokenizer, LetterStatistics letters, KnownTexts known, NGram rival) : base(autoencoder) =>
        (Tokenizer, Letters, _known, Rival) = (tokenizer, letters, known, rival);

    /// <inheritdoc/>
    public override string Job => Name;

    /// <summary>Makes ids of text and text of ids.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The characters of the texts it was trained on.</summary>
    public LetterStatistics Letters { get; }

    /// <summary>The n-gram model of the same texts: the rival to compare with.</summary>
    public NGram Rival { get; }

    /// <summary>Codes drawn for each text when likelihoods are measured; more come closer to the likelihood and take as much longer.</summary>
    public int ImportanceSamples { get; private init; } = DefaultImportanceSamples;

    /// <inheritdoc/>
    protected override string InputKind => "text";

    /// <inheritdoc/>
    protected override JsonObject Settings => new()
    {
        ["tokens"] = Tokenizer.Kind,
        ["vocabulary"] = new JsonArray([.. Tokenizer.Tokens.Select(token => (JsonNode)token)]),
        ["meanLength"] = Letters.MeanLength,
        ["vowelShare"] = Letters.VowelShare,
        ["letters"] = new JsonObject(Letters.Shares.Select(share => new KeyValuePair<string, JsonNode?>(share.Key, share.Value))),
    };

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections => new Dictionary<string, IReadOnlyList<NamedTensor>>
    {
        [RivalSection] = Rival.ToTensors(),
        [KnownSection] = [_known.ToTensor()],
    };

    /// <summary>Texts as rows of ids, <c>[texts, width]</c>, the texts themselves as labels; too long ones are cut.</summary>
    public DataSet ToRows(TextSet texts) => TokenRows.Of(texts, Tokenizer, Autoencoder.Width);

    /// <summary>How many of some rows hold a text that was cut.</summary>
    public int CountCut(DataSet rows) => TokenRows.Sequences(rows).Count(sequence => sequence[^1] != Tokenizer.End);

    /// <summary>How many of some rows hold a token that the model did not meet in training.</summary>
    public int CountUnseen(DataSet rows) => TokenRows.Sequences(rows).Count(sequence => sequence.Contains(Tokenizer.Unknown));

    /// <summary>Rows of ids as texts.</summary>
    public override IReadOnlyList<string> AsText(float[,] rows) => [.. TokenRows.Sequences(rows).Select(ids => Tokenizer.Decode(ids))];

    /// <inheritdoc/>
    public override DataSet Load(
        DataSource source, DataAddress address, ReadOptions options, IProgress<LoadingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (options.Label is not null || options.Ignore.Count > 0)
            throw new InputException("Text has no labels and no columns to ignore.", address.ToString(), options.Label ?? string.Join(", ", options.Ignore), remedy: "leave out --label and --ignore");
        return ToRows(source.Texts.Load(address));
    }

    /// <summary>The codes of some texts.</summary>
    /// <returns>[texts, code].</returns>
    public float[,] Encode(params IReadOnlyList<string> texts) => Autoencoder.Encode(ToRows(new TextSet("memory", texts)));

    /// <summary>The likeliest texts of some codes, token by token.</summary>
    /// <param name="codes">[texts, code].</param>
    public IReadOnlyList<string> Decode(float[,] codes) => AsText(Autoencoder.Decode(codes));

    /// <summary>Invents texts: codes drawn from the prior, decoded by drawing token after token. The same seed gives the same texts.</summary>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="temperature">Below 1 likelier texts, above 1 stranger ones; above 0, 1 by default.</param>
    /// <param name="seed">What they follow from.</param>
    /// <exception cref="WorkFailedException">The model gives empty text again and again.</exception>
    public TextSamples Sample(int count, double temperature = 1, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        string[] texts = new string[count];
        int[] open = [.. Enumerable.Range(0, count)];
        int redrawn = 0;
        for (int round = 0; open.Length > 0; round++)
        {
            if (round > MostRedraws) throw new WorkFailedException("The model gives empty text again and again.", null, $"{open.Length} of {count} still empty after {MostRedraws} new codes each", "text", "train longer");
            if (round > 0) redrawn += open.Length;
            float[,] codes = Prior(open.Length, seed, round);
            var sampling = new TokenSampling(open.Length, Tokenizer.Vocabulary, temperature, seed, $"tokens/{round}");
            IReadOnlyList<string> drawn = AsText(Autoencoder.Decode(codes, (row, _, logits) => sampling.Choose(row, logits)));
            for (int i = 0; i < open.Length; i++) texts[open[i]] = drawn[i];
            open = [.. open.Where(row => string.IsNullOrWhiteSpace(texts[row]))];
        }

        return Describe(texts, redrawn);
    }

    /// <summary>What the rival invents.</summary>
    /// <inheritdoc cref="Sample"/>
    public TextSamples SampleOfRival(int count, ulong seed = 0)
    {
        var random = new RandomStream(seed, "n-gram");
        string[] texts = new string[count];
        int redrawn = -count;
        for (int i = 0; i < count; i++)
        {
            do
            {
                texts[i] = Tokenizer.Decode(Rival.Sample(random, Tokenizer.End, Autoencoder.Width));
                redrawn++;
            }
            while (string.IsNullOrWhiteSpace(texts[i]));
        }

        return Describe(texts, redrawn);
    }

    /// <summary>The likeliest texts on the straight way from the code of one text to that of another, both ends among them, repeats removed.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="to">Where to end.</param>
    /// <param name="steps">Points on the way, 2 or more.</param>
    public IReadOnlyList<string> Between(string from, string to, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        float[,] ends = Encode(from, to), codes = new float[steps, Autoencoder.CodeSize];
        for (int step = 0; step < steps; step++)
        {
            float share = step / (steps - 1f);
            for (int i = 0; i < Autoencoder.CodeSize; i++) codes[step, i] = ((1 - share) * ends[0, i]) + (share * ends[1, i]);
        }

        return [.. Decode(codes).Distinct()];
    }

    /// <summary>How surprising texts are: an upper bound of their negative log-likelihoods, the tighter the more codes are drawn (Burda et al. 2016, eq. 8).</summary>
    /// <param name="rows">Rows of <see cref="ToRows"/>.</param>
    /// <param name="importanceSamples">Codes drawn for each; 1 gives draws of the negative evidence lower bound.</param>
    /// <param name="seed">What the draws follow from.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public IReadOnlyList<TextScore> Score(DataSet rows, int importanceSamples = DefaultImportanceSamples, ulong seed = 0, CancellationToken cancellationToken = default)
    {
        double[] nats = DrawnBounds.Of(Autoencoder, rows, importanceSamples, seed, cancellationToken).NegativeLogLikelihood;
        return [.. TokenRows.Sequences(rows).Select((sequence, row) => new TextScore(TextOf(rows, row, sequence), nats[row], sequence.Length))];
    }

    /// <inheritdoc/>
    public override JobModel WithImportanceSamples(int count) => new TextGenerator(Autoencoder, Tokenizer, Letters, _known, Rival) { ImportanceSamples = count };

    /// <inheritdoc/>
    public override IReadOnlyList<Measure> Evaluate(DataSet data, CancellationToken cancellationToken = default) => Evaluate(data, data, cancellationToken);

    /// <summary>The measures on some rows, and how many numbers of the code are in use among others: few rows cannot tell, for a number is in use when it differs from row to row.</summary>
    /// <param name="data">The rows to measure.</param>
    /// <param name="others">The rows whose codes are compared; the use of the code is left open where there is but one.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public IReadOnlyList<Measure> Evaluate(DataSet data, DataSet others, CancellationToken cancellationToken = default) => TextMeasures.Of(this, data, others, cancellationToken);

    /// <inheritdoc/>
    public override string Summarise(DataSet data, IReadOnlyList<Measure> measures)
    {
        double? Value(string key) => measures.First(measure => measure.Key == key).Value;
        string used = Value("activeUnits") is { } active ? FormattableString.Invariant($", {active} of them in use") : "";
        Measure token = measures.First(measure => measure.Key == "nllPerToken");
        return FormattableString.Invariant(
            $"{data.Rows:N0} texts through codes of {Autoencoder.CodeSize} numbers{used}: {Value("exactShare"):P1} come back exactly, and a token takes {token.Value:F3} nats ({token.Rival!.Value.Name} {token.Rival!.Value.Value:F3}).");
    }

    /// <summary>What the model keeps is opened from its file.</summary>
    internal static TextGenerator Open(TrainedAutoencoder autoencoder, JobFile file)
    {
        string kind = Required(file.Settings["tokens"]).GetValue<string>();
        TokenizerKind known = TokenizerKind.All.FirstOrDefault(some => some.Name == kind) ?? throw new FormatException($"The tokens '{kind}' are not known.");
        Tokenizer tokenizer = known.Of([.. Required(file.Settings["vocabulary"]).AsArray().Select(token => Required(token).GetValue<string>())]);
        var letters = new LetterStatistics(
            Required(file.Settings["letters"]).AsObject().ToDictionary(pair => pair.Key, pair => Required(pair.Value).GetValue<double>(), StringComparer.Ordinal),
            Required(file.Settings["meanLength"]).GetValue<double>(), Required(file.Settings["vowelShare"]).GetValue<double>());
        NGram rival = NGram.FromTensors(file.Sections.GetValueOrDefault(RivalSection) ?? throw new FormatException($"There is no section '{RivalSection}'."));
        if (rival.Vocabulary != tokenizer.Vocabulary) throw new FormatException($"n-grams of {rival.Vocabulary} ids beside a vocabulary of {tokenizer.Vocabulary}.");
        if (autoencoder.Recipe.Description.Likelihood is not Likelihoods.TokenLikelihood likelihood || likelihood.Vocabulary != tokenizer.Vocabulary)
            throw new FormatException($"The autoencoder is not one of {tokenizer.Vocabulary} ids.");
        return new(autoencoder, tokenizer, letters, KnownTexts.FromTensor(file.Tensor(KnownSection, "digests")), rival);
    }

    private static JsonNode Required(JsonNode? node) => node ?? throw new FormatException("A setting of the text is missing.");

    private float[,] Prior(int count, ulong seed, int round)
    {
        var random = new RandomStream(seed, $"codes/{round}");
        var codes = new float[count, Autoencoder.CodeSize];
        for (int row = 0; row < count; row++)
        {
            for (int i = 0; i < Autoencoder.CodeSize; i++) codes[row, i] = (float)random.NextNormal();
        }

        return codes;
    }

    private TextSamples Describe(string[] texts, int redrawn) => new(
        texts, redrawn, texts.Average(text => _known.Contains(text) ? 0.0 : 1.0), 1 - ((double)texts.Distinct().Count() / texts.Length), LetterStatistics.Of(texts));

    private string TextOf(DataSet rows, int row, int[] sequence) => rows.Labels is { } texts ? texts[row] : Tokenizer.Decode(sequence);
}
