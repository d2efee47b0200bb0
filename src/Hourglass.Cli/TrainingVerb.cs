using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Formats.Html;
using Hourglass.Numerics;
using Hourglass.Training;

namespace Hourglass.Cli;

/// <summary>
/// A verb that trains: data in, a model file out. What all of them share is here (validation, plan, progress, saving, history, report, the
/// sentence about the training); a job says how its data is loaded, what is trained, and what came of it.
/// </summary>
/// <typeparam name="T">What the job trains on.</typeparam>
internal abstract class TrainingVerb<T> : Verb where T : class
{
    private readonly Option<string?> _output = OptionOf.TextIfGiven("--output", "MODEL", "Where to save the model; needed unless --plan is given.", "-o");
    private readonly Option<string> _validation;
    private readonly Option<bool> _plan = new("--plan") { Description = "Show layers, parameters, work, memory and the time of an epoch; train nothing." };
    private readonly Option<string?> _history = OptionOf.TextIfGiven("--history", "FILE.csv", "Write the losses of every epoch to a table.");
    private readonly Option<string?> _report = OptionOf.TextIfGiven("--report", "FILE.html", "Write what came of the training to one self-contained page.");
    private readonly TrainingOptionSet _training;

    /// <summary>A training verb.</summary>
    /// <param name="session">What it talks to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="defaults">How the job trains when nothing is said.</param>
    /// <param name="examples">Two or more command lines that work.</param>
    protected TrainingVerb(Session session, string name, string description, TrainingOptions defaults, params string[] examples) : base(session, name, description, examples)
    {
        _training = new TrainingOptionSet(defaults);
        _validation = OptionOf.WithDefault(
            new Option<string>("--validation")
            {
                Description = "Rows to validate on: a share of the training rows, held back at random from the seed (0: none), or a data address.",
                HelpName = "SHARE|DATA",
            },
            defaults.Validation.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Adds what the verb takes: its data, its own options, then those of all training verbs.</summary>
    protected void TakeTraining(Argument data, IEnumerable<Option> own, IEnumerable<Option> ofData) =>
        Take([data], [_output], own, _training.Options, [_validation], ofData, [_plan, _history, _report]);

    /// <summary>Loads what the argument names, or another address with the same options.</summary>
    protected abstract T LoadData(ParseResult parse, string? address = null);

    /// <summary>Does everything but train.</summary>
    protected abstract PreparedTraining Prepare(ParseResult parse, TrainingTask<T> task);

    /// <summary>Trains.</summary>
    protected abstract JobModel Fit(ParseResult parse, TrainingTask<T> task, IProgress<TrainingProgress>? progress, CancellationToken abort);

    /// <summary>Steps by default where they depend on the data and other options; those of the verb's defaults when null.</summary>
    protected virtual long? StepsByDefault(ParseResult parse, T data) => null;

    /// <summary>What came of the training.</summary>
    protected abstract TrainingOutcome Tell(ParseResult parse, TrainingTask<T> task, JobModel model);

    protected override int Run(ParseResult parse)
    {
        string? output = parse.GetValue(_output);
        if (output is null && !parse.GetValue(_plan))
            throw new InputException("There is nowhere to save the model.", "--output", "nothing", "training needs a file to write", "add -o model.hourglass, or --plan to train nothing");
        string validation = parse.GetValue(_validation)!;
        TrainingOptions options = _training.Read(parse, Session);
        OutputFiles.Require(
            [("--output", output), ("--checkpoint", options.Checkpoint?.File), ("--history", parse.GetValue(_history)), ("--report", parse.GetValue(_report))],
            parse.CommandResult.Command.Arguments[0] is Argument<string?> address ? parse.GetValue(address) : null, validation);
        T data = LoadData(parse), held = null!;
        if (StepsByDefault(parse, data) is { } steps) options = _training.Read(parse, Session, steps);
        if (double.TryParse(validation, NumberStyles.Float, CultureInfo.InvariantCulture, out double share)) options = options with { Validation = share };
        else held = LoadData(parse, validation);

        // What reading took and left behind shall not count twice.
        ResidentMemory.Release();
        RequireRoom(options.Memory);
        var task = new TrainingTask<T>(data, held, options);
        if (parse.GetValue(_plan)) return ShowPlan(Prepare(parse, task), options.Steps);
        JobModel model = TrainingDisplay.While(Session, progress => Fit(parse, task, progress, Session.Interruption.Abort));
        ResidentMemory.Release();
        model.Save(output!);
        if (parse.GetValue(_history) is { } history) AtomicFile.Write(history, stream => HistoryTable.Write(stream, model.Autoencoder.History));
        TrainingOutcome outcome = Tell(parse, task, model);
        if (parse.GetValue(_report) is { } report)
            AtomicFile.Write(report, stream => HtmlReport.Write(stream, TrainingReport.Of(model.Autoencoder, outcome.Title, outcome.Sentences[0], outcome.Measures, [.. outcome.Sections()])));
        return Say(model.Autoencoder, outcome, output!, parse.GetValue(_report));
    }

    private static void RequireRoom(long? most)
    {
        if (ResidentMemory.Peak is var peak && peak > most)
        {
            throw new InputException(
                "Reading the data took more memory than the training may take.", "--memory", Figures.Bytes(peak), $"at most {Figures.Bytes(most.Value)}", "fewer rows, or more memory");
        }
    }

    private int ShowPlan(PreparedTraining prepared, long? steps)
    {
        int width = prepared.Trainer.Features;
        TrainingPlan plan = TrainingPlan.Of(prepared.Description, prepared.Trainer, width);
        Session.Answer(new JsonObject
        {
            ["layers"] = LayerTable.ToJson(plan.Layers),
            ["parameters"] = plan.Cost.Parameters,
            ["flopsPerStep"] = plan.Cost.FlopsPerRun,
            ["peakBytes"] = plan.PeakBytes,
            ["stepsPerEpoch"] = plan.StepsPerEpoch,
            ["secondsPerEpoch"] = plan.SecondsPerEpoch,
            ["trainings"] = prepared.Trainings,
        });
        foreach (string line in LayerTable.Lines(plan.Layers)) Session.Say(line);
        Session.Say();
        Session.Say($"{Figures.Squeeze(width, prepared.Description.Architecture.CodeSize(width))}. {Figures.Count(plan.Cost.Parameters, "parameter")}; {Figures.Flops(plan.Cost.FlopsPerRun)} a step, " +
            $"{Figures.Count(plan.StepsPerEpoch, "step")} an epoch, which takes about {Figures.Seconds(plan.SecondsPerEpoch)} on this machine; at most {Figures.Bytes(plan.PeakBytes)} of memory, the program and its data counted.");
        if (prepared.Trainings > 1)
        {
            Session.Say($"{Figures.Count(prepared.Trainings, "autoencoder")} like this one will be trained, one after the other" +
                (steps is { } each ? $", for {Figures.Count(each, "step")} each: about {Figures.Seconds(prepared.Trainings * plan.SecondsPerEpoch * each / plan.StepsPerEpoch)} in all." : "."));
        }

        Session.Say("Nothing was trained.");
        return CommandLine.Done;
    }

    private int Say(TrainedAutoencoder model, TrainingOutcome outcome, string output, string? report)
    {
        TrainingManifest training = model.Recipe.Training;
        long bytes = output == "/dev/null" ? 0 : new FileInfo(output).Length;
        var document = new JsonObject
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
            ["parts"] = new JsonObject(model.History.First(epoch => epoch.Epoch == Math.Max(1, training.BestEpoch)).Parts.Select(part => KeyValuePair.Create(part.Name, (JsonNode?)part.Value))),
            ["parameters"] = training.Parameters,
            ["seconds"] = training.Seconds,
            ["peakBytes"] = ResidentMemory.Peak,
        };
        MeasureTable.AddTo(document, outcome.Measures);
        Session.Answer(document);
        Session.Say($"{outcome.Sentences[0]}; {Words.Of(training)}. Saved {output} ({Figures.Bytes(bytes)}){(report is null ? "" : $" and {report}")}.");
        foreach (string sentence in outcome.Sentences.Skip(1)) Session.Say(sentence);
        if (training.StopReason == StopReason.Diverged)
            Session.Warn($"the loss was no longer a number at step {training.Steps}; the last good weights were saved. Try a smaller --learning-rate, or --clip-norm 1.");
        return training.StopReason switch
        {
            StopReason.Interrupted => CommandLine.Interrupted,
            StopReason.Diverged => CommandLine.WorkFailed,
            _ => CommandLine.Done,
        };
    }
}

/// <summary>What is to be trained on, and how.</summary>
/// <param name="Data">The data.</param>
/// <param name="Held">Data to validate on, or null.</param>
/// <param name="Options">How to train.</param>
internal sealed record TrainingTask<T>(T Data, T? Held, TrainingOptions Options) where T : class;

/// <summary>What came of a training.</summary>
/// <param name="Title">Heading of the report.</param>
/// <param name="Sentences">The result in plain words, the first without its full stop: the training's own end is put behind it.</param>
/// <param name="Measures">Measures of the job.</param>
/// <param name="Sections">What the job adds to the report: made only for one, since it takes longer than measuring does, and more memory.</param>
internal sealed record TrainingOutcome(string Title, IReadOnlyList<string> Sentences, IReadOnlyList<Measure> Measures, Func<IEnumerable<ReportSection>> Sections);
