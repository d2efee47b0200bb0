using System.Globalization;
using Hourglass.Evaluation;
using Hourglass.Training;

namespace Hourglass;

/// <summary>The report that every training can give: measures, what the job adds, the falling loss, layers, settings.</summary>
public static class TrainingReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="model">What was trained just now.</param>
    /// <param name="title">What was done.</param>
    /// <param name="sentence">The result in one plain sentence.</param>
    /// <param name="measures">Measures of the job.</param>
    /// <param name="ofJob">What the job adds.</param>
    public static Report Of(TrainedAutoencoder model, string title, string sentence, IReadOnlyList<Measure> measures, IReadOnlyList<ReportSection> ofJob)
    {
        TrainingManifest training = model.Recipe.Training;
        List<ReportSection> sections = [];
        if (measures.Any(measure => measure.IsShown)) sections.Add(MeasureSection(measures));
        sections.AddRange(ofJob);
        if (model.History.Count > 0) sections.Add(LossSection(model.History));
        sections.Add(new TableSection("Layers", ["layer", "kind", "numbers in", "out", "parameters"],
            [.. model.Layers.Select(layer => (IReadOnlyList<string>)[layer.Path, layer.Kind, Text(layer.Inputs), Text(layer.Outputs), Text(layer.Parameters)])]));
        sections.Add(new TableSection("Settings", ["what", "value"],
        [
            ["trained on", $"{training.Data}, {Text(training.TrainingRows)} rows, {Text(training.ValidationRows)} held back"],
            ["loss, scaling", $"{model.Catalog.NameOf(model.Recipe.Description.Likelihood)}, {model.Scaler.Kind.ToString().ToLowerInvariant()}"],
            ["optimizer", $"{model.Catalog.NameOf(training.Options.Optimizer)}, rate {Number(training.Options.Optimizer.LearningRate)}, {training.Options.Schedule}, batch {training.Options.Batch}"],
            ["end", $"{training.StopReason.ToString().ToLowerInvariant()} after {Text(training.Epochs)} epochs, {Text(training.Steps)} steps, {Number(training.Seconds)} s; weights of epoch {training.BestEpoch}"],
            ["seed, kernel", $"{training.Options.Seed}, {training.Kernel}"],
            ["fingerprint of the data", training.Fingerprint],
        ]));
        return new Report(title, sentence, sections);
    }

    private static TableSection MeasureSection(IReadOnlyList<Measure> measures)
    {
        string[] rivals = [.. measures.Select(measure => measure.Rival?.Name).OfType<string>().Distinct()];
        return new TableSection("Measures", ["measure", "autoencoder", .. rivals],
        [
            .. measures.Where(measure => measure.IsShown).Select(measure => (IReadOnlyList<string>)
                [measure.Name, measure.Word ?? Number(measure.Value), .. rivals.Select(rival => measure.Rival?.Name == rival ? Number(measure.Rival.Value.Value) : "-")]),
        ]);
    }

    private static LineSection LossSection(IReadOnlyList<EpochRecord> history)
    {
        List<ReportLine> lines = [new("training", [.. history.Select(epoch => ((double)epoch.Epoch, epoch.Loss))])];
        if (history[^1].ValidationLoss is not null) lines.Add(new("validation", [.. history.Select(epoch => ((double)epoch.Epoch, epoch.ValidationLoss!.Value))]));
        return new LineSection("Loss", "epoch", "loss", lines);
    }

    private static string Text(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double? value) => value is { } number ? number.ToString("G4", CultureInfo.InvariantCulture) : "-";
}
