using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Cli.Verbs.Plain;

/// <summary><c>train</c>: a plain autoencoder, as in the article.</summary>
internal sealed class TrainVerb : Verb
{
    private readonly DataInput _data = new(NamedSet.Train);
    private readonly Option<string?> _output = OptionOf.TextIfGiven("--output", "MODEL", "Where to save the model; needed unless --plan is given.", "-o");
    private readonly Option<string> _validation = OptionOf.WithDefault(
        new Option<string>("--validation")
        {
            Description = "Rows to validate on: a share of the training rows, held back at random from the seed (0: none), or a data address.",
            HelpName = "SHARE|DATA",
        },
        "0.1");

    private readonly Option<bool> _plan = new("--plan") { Description = "Show layers, parameters, work, memory and the time of an epoch; train nothing." };
    private readonly Option<string?> _history = OptionOf.TextIfGiven("--history", "FILE.csv", "Write the losses of every epoch to a table.");
    private readonly ArchitectureOptionSet _architecture;
    private readonly ObjectiveOptionSet _objective;
    private readonly TrainingOptionSet _training = new();

    public TrainVerb(Session session) : base(
        session, "train", "Train a plain autoencoder, as in the article.",
        "hourglass train digits --code 16 -o digits.hourglass",
        "hourglass train rows.csv --layers 64,32 --code 8 --corrupt masking:0.2 --label class -o rows.hourglass")
    {
        _architecture = new ArchitectureOptionSet(session.Catalog);
        _objective = new ObjectiveOptionSet(session.Catalog);
        Take([_data.Argument], [_output], _architecture.Options, _objective.Options, _training.Options, [_validation], _data.Options, [_plan, _history]);
    }

    protected override int Run(ParseResult parse)
    {
        string? output = parse.GetValue(_output);
        if (output is null && !parse.GetValue(_plan))
            throw new InputException("There is nowhere to save the model.", "--output", "nothing", "training needs a file to write", "add -o model.hourglass, or --plan to train nothing");
        Autoencoder autoencoder = _objective.Read(parse, new Autoencoder(_architecture.Read(parse)) { Catalog = Session.Catalog });
        TrainingOptions options = _training.Read(parse, Session.Interruption);
        DataSet data = _data.Load(Session, parse)!;
        string validation = parse.GetValue(_validation)!;
        DataSet? held = null;
        if (double.TryParse(validation, NumberStyles.Float, CultureInfo.InvariantCulture, out double share)) options = options with { Validation = share };
        else held = _data.Load(Session, parse, validation, NamedSet.Test);

        int code = autoencoder.Architecture.CodeSize(data.Width);
        if (code >= data.Width) Session.Warn($"a code of {code} is at least as large as a row of {data.Width}: it need not learn anything. Use --code below {data.Width}.");
        if (parse.GetValue(_plan)) return ShowPlan(autoencoder.Prepare(data, held, options), data, code);

        TrainedAutoencoder model = TrainingDisplay.While(Session, progress => autoencoder.Fit(data, held, options, progress, Session.Interruption.Abort));
        model.Save(output!);
        if (parse.GetValue(_history) is { } history) AtomicFile.Write(history, stream => HistoryTable.Write(stream, model.History));
        return Report(model, data, held, output!);
    }

    private int ShowPlan(PreparedTraining prepared, DataSet data, int code)
    {
        TrainingPlan plan = TrainingPlan.Of(prepared.Description, prepared.Trainer, data.Width);
        Session.Answer(new JsonObject
        {
            ["layers"] = LayerTable.ToJson(plan.Layers),
            ["parameters"] = plan.Cost.Parameters,
            ["flopsPerStep"] = plan.Cost.FlopsPerRun,
            ["peakBytes"] = plan.Bytes,
            ["stepsPerEpoch"] = plan.StepsPerEpoch,
            ["secondsPerEpoch"] = plan.SecondsPerEpoch,
        });
        foreach (string line in LayerTable.Lines(plan.Layers)) Session.Say(line);
        Session.Say();
        Session.Say($"{Figures.Squeeze(data.Width, code)}. {Figures.Count(plan.Cost.Parameters, "parameter")}; {Figures.Flops(plan.Cost.FlopsPerRun)} a step, " +
            $"{Figures.Count(plan.StepsPerEpoch, "step")} an epoch, about {Figures.Seconds(plan.SecondsPerEpoch)} each on this machine; {Figures.Bytes(plan.Bytes)} of memory besides the data.");
        Session.Say("Nothing was trained.");
        return CommandLine.Done;
    }

    private int Report(TrainedAutoencoder model, DataSet data, DataSet? held, string output)
    {
        TrainingManifest training = model.Recipe.Training;
        Generalisation quality = model.Generalise(data, held);
        ReconstructionMeasures shown = quality.Validation ?? quality.Training;
        long bytes = output == "/dev/null" ? 0 : new FileInfo(output).Length;
        Session.Answer(new JsonObject
        {
            ["model"] = output,
            ["bytes"] = bytes,
            ["epochs"] = training.Epochs,
            ["bestEpoch"] = training.BestEpoch,
            ["steps"] = training.Steps,
            ["plannedSteps"] = training.PlannedSteps,
            ["stopReason"] = Words.Of(training.StopReason),
            ["loss"] = training.TrainingLoss,
            ["validationLoss"] = training.ValidationLoss,
            ["trainingMse"] = quality.Training.Mse,
            ["validationMse"] = quality.Validation?.Mse,
            ["gap"] = quality.Gap,
            ["parameters"] = training.Parameters,
            ["seconds"] = training.Seconds,
        });
        string rows = quality.Validation is null ? $"the {Figures.Count(shown.Rows, "training row")}" : $"{Figures.Count(shown.Rows, "held-back row")}";
        Session.Say($"{Figures.Squeeze(model.Width, model.CodeSize)}; mean squared error {Figures.Measure(shown.Mse)} on {rows}; " +
            $"{Words.Of(training)}. Saved {output} ({Figures.Bytes(bytes)}).");
        if (quality.Gap is { } gap)
            Session.Say($"On rows it was trained on the error is {Figures.Measure(quality.Training.Mse)}: the gap is {Figures.Percent(gap)}{(gap > 0.25 ? ", it overfits (a smaller --code, --corrupt or --dropout helps)" : "")}.");
        if (training.StopReason == StopReason.Diverged)
            Session.Warn("the loss was no longer a number; the last good weights were saved. Try a smaller --learning-rate, or --clip-norm 1.");
        return training.StopReason == StopReason.Interrupted ? CommandLine.Interrupted : CommandLine.Done;
    }
}
