using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Statistics;

namespace Hourglass.Jobs.DataGeneration;

/// <summary>
/// Samples beside what is real and what is noise, looked at right after the training, for the training rows are not in the model file: rows held
/// back, samples, a Gaussian copula, independent columns.
/// </summary>
/// <param name="HeldBack">Real rows that were not trained on; null when none were held back.</param>
/// <param name="Samples">What the generator draws.</param>
/// <param name="Copula">What a Gaussian copula fitted to the same rows draws; null for rows wider than it takes.</param>
/// <param name="Independent">Columns drawn independently of each other: noise.</param>
/// <param name="TrainingDistance">Mean distance of training rows to their nearest other: what <see cref="HeldBack"/> estimates too, from fewer rows.</param>
public sealed record Receipts(GenerationReceipt? HeldBack, GenerationReceipt Samples, GenerationReceipt? Copula, GenerationReceipt Independent, double TrainingDistance)
{
    /// <summary>Rows drawn from each.</summary>
    public const int Drawn = 1000;

    private const string TrainingKey = "training rows";

    /// <summary>All of them by name, from real to noise.</summary>
    public IReadOnlyList<(string Name, GenerationReceipt Receipt)> Lines =>
    [
        .. HeldBack is null ? Array.Empty<(string, GenerationReceipt)>() : [("rows held back", HeldBack)],
        ("samples", Samples),
        .. Copula is null ? Array.Empty<(string, GenerationReceipt)>() : [("Gaussian copula", Copula)],
        ("independent columns", Independent),
    ];

    /// <summary>Whether samples are as far from the training rows as real rows are, or farther, and nearer than noise; null without rows held back.</summary>
    public bool? IsBetweenRealAndNoise => HeldBack is null ? null : Samples.Distance >= HeldBack.Distance && Samples.Distance <= Independent.Distance;

    /// <summary>The receipts in one plain sentence.</summary>
    public string Summary
    {
        get
        {
            string copies = Samples.ExactCopies == 0 ? "None is a copy of a training row" : $"{Samples.ExactCopies:N0} of {Drawn:N0} are copies of training rows";
            if (HeldBack is null) return FormattableString.Invariant($"{copies}; samples lie {Samples.Distance:G3} from the nearest training row, independent columns {Independent.Distance:G3}.");
            string place = IsBetweenRealAndNoise!.Value ? "between real rows and noise"
                : Samples.Distance < HeldBack.Distance ? "nearer to the training rows than unseen real rows are: smoother, or copied" : "farther from the training rows than noise";
            return FormattableString.Invariant(
                $"{copies}; samples lie {Samples.Distance:G3} from the nearest training row, {place} (rows held back {HeldBack.Distance:G3}, independent columns {Independent.Distance:G3}).");
        }
    }

    /// <summary>The receipts as a table.</summary>
    public TableSection ToTable() => new(
        "Receipts", ["", "nearest training row", "nearer to training", "copies", "column error", "pair error"],
        [
            [TrainingKey + ", each to the others", Text("G3", TrainingDistance), "-", "-", "-", "-"],
            .. Lines.Select(line => (IReadOnlyList<string>)
            [
                line.Name, Text("G3", line.Receipt.Distance), Text("P0", line.Receipt.NearerShare), Text("N0", line.Receipt.ExactCopies),
                Text("P1", line.Receipt.ShapeError), Text("P1", line.Receipt.TrendError),
            ]),
        ]);

    /// <summary>The receipts as measures under the documented keys.</summary>
    public IReadOnlyList<Measure> ToMeasures() =>
    [
        new("heldBackDistance", "distance of rows held back to the nearest training row", HeldBack?.Distance),
        new("trainingDistance", "distance of training rows to the nearest other", TrainingDistance),
        new("sampleDistance", "distance of samples to the nearest training row", Samples.Distance),
        new("noiseDistance", "distance of independent columns to the nearest training row", Independent.Distance),
        new("dcr", "samples nearer to training rows than to rows held back, were there equally many", Samples.NearerShare),
        new("exactCopies", "samples that are training rows", Samples.ExactCopies),
        Beside("shapeError", "error of single columns (Kolmogorov-Smirnov)", Samples.ShapeError, Copula?.ShapeError),
        Beside("trendError", "error of pairs of columns (correlation)", Samples.TrendError, Copula?.TrendError),
    ];

    private static Measure Beside(string key, string name, double? own, double? rival) =>
        new(key, name, own) { Rival = rival is { } value ? ("Gaussian copula", value) : null };

    private static string Text(string format, double? value) => value is { } number ? number.ToString(format, CultureInfo.InvariantCulture) : "-";

    internal static Receipts Of(DataGenerator generator, float[] training, DataSet? heldBack, GaussianCopula? copula, ulong seed)
    {
        TrainedAutoencoder autoencoder = generator.Autoencoder;
        int width = autoencoder.Width;
        float[] held = heldBack is null ? [] : autoencoder.Scaler.Apply(autoencoder.Align(heldBack).AtMost(Drawn, "receipts"));
        IndependentColumns columns = copula?.Columns ?? IndependentColumns.Fit(training, width);
        return new(
            held.Length > width ? GenerationReceipt.Of(held, training, [], width) : null,
            GenerationReceipt.Of(autoencoder.Scaler.Apply(DataSet.From(generator.Sample(Drawn, seed))), training, held, width),
            copula is null ? null : GenerationReceipt.Of(copula.Draw(Drawn, seed), training, held, width),
            GenerationReceipt.Of(columns.Draw(Drawn, seed), training, held, width),
            Neighbours.Nearest(training.AsMemory(0, Math.Min(training.Length, Drawn * width)), training, width, 1, excludesSelf: true).Average(nearest => (double)nearest.Distance[0]));
    }

    internal JsonObject ToJson()
    {
        var document = new JsonObject { [TrainingKey] = TrainingDistance };
        foreach ((string name, GenerationReceipt receipt) in Lines)
        {
            document[name] = new JsonObject
            {
                ["distance"] = receipt.Distance,
                ["nearerShare"] = receipt.NearerShare,
                ["exactCopies"] = receipt.ExactCopies,
                ["shapeError"] = receipt.ShapeError,
                ["trendError"] = receipt.TrendError,
            };
        }

        return document;
    }

    internal static Receipts FromJson(JsonObject document)
    {
        return new(
            Line("rows held back"), Needed("samples"), Line("Gaussian copula"), Needed("independent columns"),
            Number(document, TrainingKey) ?? throw new FormatException("The receipts have no distance of the training rows."));

        GenerationReceipt Needed(string name) => Line(name) ?? throw new FormatException($"There is no receipt of {name}.");

        GenerationReceipt? Line(string name) => document[name] is not JsonObject line ? null : new(
            Number(line, "distance") ?? throw new FormatException("A receipt has no distance."), Number(line, "nearerShare"), (int)(Number(line, "exactCopies") ?? 0),
            Number(line, "shapeError") ?? 0, Number(line, "trendError"));

        static double? Number(JsonObject line, string key) => line[key] is JsonValue value && value.TryGetValue(out double number) ? number : null;
    }
}
