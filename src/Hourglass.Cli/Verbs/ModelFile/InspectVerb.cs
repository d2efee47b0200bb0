using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Training;

namespace Hourglass.Cli.Verbs.ModelFile;

/// <summary><c>inspect</c>: what is in a model file.</summary>
internal sealed class InspectVerb : Verb
{
    private readonly ModelInput _model = new();

    public InspectVerb(Session session) : base(
        session, "inspect", "Show what is in a model file.", "hourglass inspect digits.hourglass", "hourglass inspect digits.hourglass --json")
    {
        Take([_model.Argument]);
    }

    protected override int Run(ParseResult parse)
    {
        JobModel job = _model.Load(Session, parse);
        TrainedAutoencoder model = job.Autoencoder;
        TrainingManifest training = model.Recipe.Training;
        string loss = model.Catalog.NameOf(model.Recipe.Description.Likelihood), scaling = model.Scaler.Kind.ToString().ToLowerInvariant();
        long bytes = new FileInfo(parse.GetValue(_model.Argument)!).Length;
        var document = new JsonObject
        {
            ["job"] = job.Job,
            ["model"] = model.Catalog.NameOf(model.Recipe.Description.Architecture),
            ["bytes"] = bytes,
            ["rowShape"] = new JsonArray([.. model.Recipe.RowShape.Select(size => (JsonNode)size)]),
            ["code"] = model.CodeSize,
            ["loss"] = loss,
            ["scaling"] = scaling,
            ["parameters"] = training.Parameters,
            ["layers"] = LayerTable.ToJson(model.Layers),
            ["training"] = model.RecipeAsJson["training"]!.DeepClone(),
        };
        if (job.Facts.Count > 0) document["facts"] = new JsonObject(job.Facts.Select(fact => KeyValuePair.Create(Key(fact.What), (JsonNode?)fact.Value)));
        if (job.SettingsAsJson is { Count: > 0 } use) document["use"] = use;
        Session.Answer(document);
        foreach (string line in LayerTable.Lines(model.Layers)) Session.Say(line);
        Session.Say();
        foreach (string line in TextTable.Lines(["what", "value"],
        [
            ["job", job.Job],
            .. job.Facts.Select(fact => (string[])[fact.What, fact.Value]),
            ["rows", model.Recipe.Table is { } table ? $"{Words.Of(table.Schema)}, as {Figures.Count(model.Width, "feature")}" : $"[{string.Join(", ", model.Recipe.RowShape)}]"],
            ["loss", loss],
            ["scaling", scaling],
            .. Origin(model),
            ["file", Figures.Bytes(bytes)],
        ], 2)) Session.Say(line);
        Session.Say();
        Session.Say($"{Figures.Squeeze(model.Width, model.CodeSize)}; {Figures.Count(training.Parameters, "parameter")}; {Words.Of(training)}.");
        return CommandLine.Done;
    }

    private static IEnumerable<string[]> Origin(TrainedAutoencoder model)
    {
        TrainingManifest training = model.Recipe.Training;
        string fingerprint = training.Fingerprint[..16];
        return training.StopReason == StopReason.Imported ? [["weights from", training.Data], ["fingerprint", fingerprint]] :
        [
            ["trained on", $"{training.Data}, {Figures.Count(training.TrainingRows, "row")}, {training.ValidationRows} {(training.ValidationData is { } held ? "of " + held : "held back")}"],
            ["fingerprint", fingerprint],
            ["optimizer", $"{model.Catalog.NameOf(training.Options.Optimizer)}, rate {Figures.Measure(training.Options.Optimizer.LearningRate)}, {training.Options.Schedule}"],
            ["seed, kernel", $"{training.Options.Seed}, {training.Kernel}"],
        ];
    }

    // "false alarms" -> "falseAlarms".
    private static string Key(string what) => string.Concat(what.Split(' ').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
