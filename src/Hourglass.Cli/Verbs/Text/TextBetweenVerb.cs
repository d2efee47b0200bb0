using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Jobs.TextGeneration;
using Hourglass.Tokenization;

namespace Hourglass.Cli.Verbs.Text;

/// <summary><c>text between</c>: texts on the way from one to another.</summary>
internal sealed class TextBetweenVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly Argument<string> _from = new("FROM") { Description = "The text to begin with." };
    private readonly Argument<string> _to = new("TO") { Description = "The text to end with." };
    private readonly Option<int> _steps = OptionOf.Whole("--steps", "Points on the way, both ends counted; texts that repeat are left out.", 2, 9, 10_000);

    public TextBetweenVerb(Session session) : base(
        session, "between", "Walk from the code of one text to that of another, and say what is on the way.",
        "hourglass text between words.hourglass sailing happy", "hourglass text between words.hourglass sailing happy --steps 30 --json")
    {
        Take([_model.Argument, _from, _to], [_steps]);
    }

    protected override int Run(ParseResult parse)
    {
        var generator = _model.Load<TextGenerator>(Session, parse);
        (string from, string to) = (parse.GetValue(_from)!, parse.GetValue(_to)!);
        foreach (string text in new[] { from, to }.Where(text => generator.Tokenizer.Encode(text).Contains(Tokenizer.Unknown)))
            Session.Warn($"'{text}' has {generator.Tokenizer.Kind} that the model has not seen in training; they count as unknown.");
        TextWords.WarnOfCut(Session, generator, generator.ToRows(new TextSet("command line", [from, to])));
        IReadOnlyList<string> texts = generator.Between(from, to, parse.GetValue(_steps));
        Session.Answer(new JsonObject { ["from"] = from, ["to"] = to, ["texts"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]) });
        foreach (string text in texts) Session.Say(text);
        Session.Say();
        string ends = texts[0] == from && texts[^1] == to ? "both ends come back exactly" : $"the ends come back as '{texts[0]}' and '{texts[^1]}'";
        Session.Say($"{Figures.Count(texts.Count, "different text")} on {Figures.Count(parse.GetValue(_steps))} points from '{from}' to '{to}'; {ends}.");
        return CommandLine.Done;
    }
}
