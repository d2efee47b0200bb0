using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Cli.Verbs.Text;
using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Jobs.TextGeneration;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Plain;

/// <summary><c>evaluate</c>: how well a model reconstructs some rows.</summary>
internal sealed class EvaluateVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly DataInput _data = new(NamedSet.Test);

    private readonly Option<int?> _importanceSamples = OptionOf.Value<int?>(
        "--importance-samples", $"Codes drawn for each row when likelihoods are measured; {JobModel.DefaultImportanceSamples} by default.",
        "a whole number of at least 1", "500", text => OptionOf.ParseList(text) is (true, [int count]) ? (true, count) : (false, null));

    private readonly Option<Corruption?> _corrupt = ObjectiveOptionSet.MakeCorrupt("Damage the rows, and measure how well the model cleans them, beside the damaged rows themselves");

    public EvaluateVerb(Session session) : base(
        session, "evaluate", "Measure a model on some rows, as the job that made it measures.",
        "hourglass evaluate digits.hourglass digits", "hourglass evaluate rows.hourglass new-rows.csv --label class --json",
        "hourglass evaluate digits.hourglass digits --corrupt gaussian:0.5")
    {
        _importanceSamples.HelpName = "K";
        Take([_model.Argument, _data.Argument], [_importanceSamples, _corrupt], _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        JobModel model = _model.Load(Session, parse);
        if (parse.GetValue(_importanceSamples) is { } count) model = model.WithImportanceSamples(count);
        DataSet data = _data.Load(Session, parse, model.Load)!;
        if (model is TextGenerator text) TextWords.WarnOfUnfit(Session, text, data);
        if (parse.GetValue(_corrupt) is { } corruption)
        {
            CleaningMeasures cleaning = model.Autoencoder.EvaluateCleaning(data, corruption);
            return Answer(cleaning.ToMeasures(), cleaning.Summarise());
        }

        IReadOnlyList<Measure> measures = model.Evaluate(data, Session.Interruption.Abort);
        return Answer(measures, model.Summarise(data, measures));
    }

    private int Answer(IReadOnlyList<Measure> measures, string sentence)
    {
        var document = new JsonObject();
        MeasureTable.AddTo(document, measures);
        Session.Answer(document);
        foreach (string line in MeasureTable.Lines(measures)) Session.Say(line);
        Session.Say();
        Session.Say(sentence);
        return CommandLine.Done;
    }
}
