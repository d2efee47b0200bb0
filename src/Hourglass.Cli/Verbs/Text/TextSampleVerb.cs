using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Jobs.TextGeneration;

namespace Hourglass.Cli.Verbs.Text;

/// <summary><c>text sample</c>: new texts.</summary>
internal sealed class TextSampleVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly Option<int> _count = OptionOf.Whole("--count", "Texts to invent.", 1, 20, 1_000_000);
    private readonly Option<double> _temperature = OptionOf.Number("--temperature", "T", "Below 1 likelier texts, above 1 stranger ones.", Interval.AboveZero, 1);
    private readonly Option<ulong> _seed = OptionOf.Seed();
    private readonly TextOutput _output = new("Where to write the texts, one a line; - for nothing but the texts on standard output.", ".txt");

    public TextSampleVerb(Session session) : base(
        session, "sample", "Invent texts.", "hourglass text sample words.hourglass --count 20", "hourglass text sample words.hourglass --count 1000 --temperature 0.8 --seed 1 -o invented.txt")
    {
        Take([_model.Argument], [_count, _temperature, _seed, _output.Option]);
    }

    protected override int Run(ParseResult parse)
    {
        _output.Check(Session, parse, parse.GetValue(_model.Argument));
        var generator = _model.Load<TextGenerator>(Session, parse);
        (int count, ulong seed) = (parse.GetValue(_count), parse.GetValue(_seed));
        TextSamples own = generator.Sample(count, parse.GetValue(_temperature), seed), rival = generator.SampleOfRival(count, seed);
        TextWords.WarnOfKnown(Session, own);
        string? written = _output.Write(Session, parse, stream => RowOutput.WriteLines(stream, own.Texts));
        if (_output.IsStandardOutput(parse)) return CommandLine.Done;
        Session.Answer(new JsonObject
        {
            ["texts"] = new JsonArray([.. own.Texts.Select(text => (JsonNode)text)]),
            ["newShare"] = own.NewShare,
            ["repeatedShare"] = own.RepeatedShare,
            ["redrawn"] = own.Redrawn,
            ["letterDistance"] = own.Letters.DistanceTo(generator.Letters),
            ["meanLength"] = own.Letters.MeanLength,
            ["vowelShare"] = own.Letters.VowelShare,
            ["rival"] = new JsonObject
            {
                ["newShare"] = rival.NewShare,
                ["letterDistance"] = rival.Letters.DistanceTo(generator.Letters),
                ["meanLength"] = rival.Letters.MeanLength,
                ["vowelShare"] = rival.Letters.VowelShare,
            },
            ["trainedOn"] = new JsonObject { ["meanLength"] = generator.Letters.MeanLength, ["vowelShare"] = generator.Letters.VowelShare },
            ["output"] = written,
        });
        if (written is null)
        {
            foreach (string text in own.Texts) Session.Say(text);
            Session.Say();
        }

        foreach (string line in TextWords.Table(generator, own, rival)) Session.Say(line);
        Session.Say();
        Session.Say(TextWords.Sentence(own) + (written is null ? "" : $" Written to {written}."));
        return CommandLine.Done;
    }
}
