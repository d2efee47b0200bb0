using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Training;

namespace Hourglass;

/// <summary>The report that every training can give: measures, what the job adds, the falling loss, first filters, layers, training, machine, settings.</summary>
public static class TrainingReport
{
    private const int FiltersPerLine = 16;

    /// <summary>Makes the report.</summary>
    /// <param name="model">What was trained just now.</param>
    /// <param name="title">What was done.</param>
    /// <param name="sentence">The result in one plain sentence.</param>
    /// <param name="measures">Measures of the job.</param>
    /// <param name="ofJob">What the job adds.</param>
    public static Report Of(TrainedAutoencoder model, string title, string sentence, IReadOnlyList<Measure> measures, IEnumerable<ReportSection> ofJob)
    {
        List<ReportSection> sections = [];
        if (measures.Any(measure => measure.IsShown)) sections.Add(MeasureSection(measures));
        if (model.History.Count > 0) sections.Add(LossSection(model.History));
        sections.AddRange(ofJob);
        if (FilterSection(model) is { } filters) sections.Add(filters);
        sections.Add(new TableSection("Layers", ["layer", "kind", "numbers in", "out", "parameters"],
            [.. model.Layers.Select(layer => (IReadOnlyList<string>)[layer.Path, layer.Kind, Text(layer.Inputs), Text(layer.Outputs), Text(layer.Parameters)])]));
        sections.Add(TrainingSection(model.Recipe.Training));
        sections.Add(SettingsSection(model));
        return new Report(title, sentence, sections);
    }

    internal static TableSection MeasureSection(IReadOnlyList<Measure> measures)
    {
        string[] rivals = [.. measures.SelectMany(measure => measure.Rivals).Select(rival => rival.Name).Distinct()];
        return new TableSection("Measures", ["measure", "autoencoder", .. rivals],
        [
            .. measures.Where(measure => measure.IsShown).Select(measure => (IReadOnlyList<string>)
                [measure.Name, measure.Word ?? Number(measure.Value), .. rivals.Select(name => measure.Rivals.Any(rival => rival.Name == name) ? Number(measure.Rivals.First(rival => rival.Name == name).Value) : "-")]),
        ]);
    }

    private static LineSection LossSection(IReadOnlyList<EpochRecord> history)
    {
        List<ReportLine> lines = [new("training", [.. history.Select(epoch => ((double)epoch.Epoch, epoch.Loss))])];
        if (history[^1].ValidationLoss is not null) lines.Add(new("validation", [.. history.Select(epoch => ((double)epoch.Epoch, epoch.ValidationLoss!.Value))]));
        return new LineSection("Loss", "epoch", "loss", lines) { MayBeLogarithmic = true };
    }

    // The first weights that look at the row itself.
    private static PictureSection? FilterSection(TrainedAutoencoder model)
    {
        foreach (string path in model.ParameterPaths)
        {
            IReadOnlyList<int> shape = model.ParameterShape(path);
            if (FilterPictures.Of(shape, model.Parameter(path), model.Recipe.RowShape) is not { } filters) continue;
            string all = filters.Count == shape[^1] ? $"all {filters.Count}" : $"{filters.Count} of {Text(shape[^1])}";
            return new PictureSection($"Filters of the first layer: {path}, {all}, those with the largest weights first; grey is 0, each on its own scale",
                [.. filters.Chunk(FiltersPerLine).Select(line => ("", (IReadOnlyList<Picture>)line))]);
        }

        return null;
    }

    private static TableSection TrainingSection(TrainingManifest training) => new(
        "Training", ["what", "value"],
        [
            ["trained on", $"{training.Data}, {Text(training.TrainingRows)} rows"],
            ["validated on", training.ValidationRows == 0 ? "nothing" : $"{Text(training.ValidationRows)} rows{(training.ValidationData is { } data ? $" of {data}" : " held back")}"],
            ["fingerprint of the data", training.Fingerprint],
            ["end", EndOf(training.StopReason)],
            ["epochs, steps", $"{Text(training.Epochs)}, {Text(training.Steps)} (planned: {Text(training.PlannedSteps)})"],
            ["weights of epoch", Text(training.BestEpoch)],
            ["loss, validation loss", $"{Number(training.TrainingLoss)}, {Number(training.ValidationLoss)}"],
            ["parameters", Text(training.Parameters)],
            ["seconds", Number(training.Seconds)],
            ["machine", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}, {Environment.ProcessorCount} processors"],
            ["kernel, threads", $"{training.Kernel}, {training.Options.Threads}"],
            ["program", $"{training.CreatedBy}, {RuntimeInformation.FrameworkDescription}"],
        ]);

    private static string EndOf(StopReason reason) => reason switch
    {
        StopReason.Stable => "stable: the loss no longer fell",
        StopReason.Finished => "finished: all epochs or steps were done",
        StopReason.Interrupted => "interrupted",
        StopReason.Diverged => "diverged: the loss was no longer a number; the last good weights were kept",
        _ => "the weights were made elsewhere",
    };

    // As the model file has them, so that none is left out.
    private static TableSection SettingsSection(TrainedAutoencoder model)
    {
        JsonObject recipe = model.RecipeAsJson;
        return new TableSection("Settings", ["setting", "value"],
        [
            .. Flat("", recipe["description"]), ["rowShape", $"[{string.Join(", ", model.Recipe.RowShape)}]"], ["scaling", recipe["scaling"]!.ToString()],
            .. Flat("", recipe["training"]!["options"]),
        ]);
    }

    private static IEnumerable<IReadOnlyList<string>> Flat(string path, JsonNode? node)
    {
        string Below(string name) => path.Length == 0 ? name : $"{path}.{name}";
        return node switch
        {
            JsonObject members => members.SelectMany(member => Flat(Below(member.Key), member.Value)),
            JsonArray items when items.Any(item => item is JsonObject or JsonArray) => items.SelectMany((item, index) => Flat(Below($"{index}"), item)),
            JsonArray items => [[path, items.Count == 0 ? "none" : string.Join(", ", items)]],
            null => [[path, "none"]],
            _ => [[path, node.ToString()]],
        };
    }

    private static string Text(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double? value) => value is { } number ? number.ToString("G4", CultureInfo.InvariantCulture) : "-";
}
