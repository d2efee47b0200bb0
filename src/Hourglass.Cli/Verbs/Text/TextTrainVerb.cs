using System.CommandLine;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Jobs.TextGeneration;
using Hourglass.Sources;
using Hourglass.Tokenization;
using Hourglass.Training;

namespace Hourglass.Cli.Verbs.Text;

/// <summary><c>text train</c>: a model of texts.</summary>
internal sealed class TextTrainVerb : TrainingVerb<TextSet>
{
    // Fewer rows held back do not tell whether a number of the code differs from text to text.
    private const int FewestCompared = 100;

    private static readonly TextGeneration Defaults = new();

    private readonly TextInput _data = new(NamedSet.Train);
    private readonly Option<string> _tokens = OptionOf.Choice("--tokens", "What a text is made of", [.. TokenizerKind.All.Select(kind => kind.Name)], Defaults.Tokens);
    private readonly Option<int> _vocabulary = OptionOf.Whole("--vocabulary", "Most tokens to know, the most frequent ones; all others count as unknown.", 1, Defaults.Vocabulary);
    private readonly Option<int> _length = OptionOf.Whole("--length", "Most tokens of a text; longer ones are cut.", 1, Defaults.Length);
    private readonly Option<int> _code = OptionOf.Whole("--code", "Size of the code: numbers that stand for a text.", 1, Defaults.Code);
    private readonly Option<int> _units = OptionOf.Whole("--units", "Units of the encoder and of the decoder.", 1, Defaults.Units);
    private readonly Option<int> _embedding = OptionOf.Whole("--embedding", "Numbers that stand for a token.", 1, Defaults.Embedding);
    private readonly Option<double> _tokenDropout = OptionOf.Number(
        "--token-dropout", "SHARE", "Share of the tokens before that the decoder does not see in training.", Interval.Share, Defaults.TokenDropout);

    private readonly Option<double> _klWeight = OptionOf.Number("--kl-weight", "WEIGHT", "What the divergence of the code is multiplied by.", Interval.AboveZero, Defaults.KlWeight);
    private readonly Option<double> _freeBits = OptionOf.Number(
        "--free-bits", "NATS", "Nats that each number of the code carries for nothing, so that the code is used.", Interval.ZeroOrMore, Defaults.FreeBits);

    public TextTrainVerb(Session session) : base(
        session, "train", "Train a model that invents texts, blends them, and finds the odd ones.", TextGeneration.DefaultTraining,
        "hourglass text train words -o words.hourglass",
        "hourglass text train sentences.csv#text --tokens words --code 64 --report sentences.html -o sentences.hourglass")
    {
        TakeTraining(_data.Argument, [_tokens, _vocabulary, _length, _code, _units, _embedding, _tokenDropout, _klWeight, _freeBits], []);
    }

    protected override TextSet LoadData(ParseResult parse, string? address = null) =>
        address is null ? _data.Load(Session, parse) : TextInput.Load(Session, address, NamedSet.Test);

    protected override PreparedTraining Prepare(ParseResult parse, TrainingTask<TextSet> task) => Describe(parse, task).Prepare(task.Data, task.Held);

    protected override JobModel Fit(ParseResult parse, TrainingTask<TextSet> task, IProgress<TrainingProgress>? progress, CancellationToken abort) =>
        Describe(parse, task).Fit(task.Data, task.Held, progress, abort);

    protected override TrainingOutcome Tell(ParseResult parse, TrainingTask<TextSet> task, JobModel model)
    {
        var generator = (TextGenerator)model;
        TextSet judged = task.Held ?? (task.Options.SplitOf(task.Data.Texts.Count) is { } split ? task.Data.Select(split.Validation) : task.Data);
        DataSet rows = generator.ToRows(judged), all = generator.ToRows(task.Data);
        TextWords.WarnOfCut(Session, generator, all);
        if (task.Held is not null) TextWords.WarnOfCut(Session, generator, rows);
        IReadOnlyList<Measure> measures = generator.Evaluate(rows, rows.Rows < FewestCompared ? all : rows, Session.Interruption.Abort);
        TextWords.WarnOfCollapse(Session, measures);
        return new TrainingOutcome("A model of texts", [generator.Summarise(rows, measures).TrimEnd('.')], measures, () => TextReport.Sections(generator, rows, task.Options.Seed));
    }

    private TextGeneration Describe(ParseResult parse, TrainingTask<TextSet> task) => new()
    {
        Tokens = parse.GetValue(_tokens)!,
        Vocabulary = parse.GetValue(_vocabulary),
        Length = parse.GetValue(_length),
        Code = parse.GetValue(_code),
        Units = parse.GetValue(_units),
        Embedding = parse.GetValue(_embedding),
        TokenDropout = parse.GetValue(_tokenDropout),
        KlWeight = parse.GetValue(_klWeight),
        FreeBits = parse.GetValue(_freeBits),
        Training = task.Options,
        Catalog = Session.Catalog,
    };
}
