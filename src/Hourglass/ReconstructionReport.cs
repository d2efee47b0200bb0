using System.Globalization;
using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Evaluation;

namespace Hourglass;

/// <summary>What a report shows of rows that a model was not trained on: originals beside reconstructions, the worst of them, how the code is used.</summary>
public static class ReconstructionReport
{
    private const int MostPictures = 16, PerLine = 8, MostTableRows = 16, MostRows = 10_000;

    // Pixels of all pictures of a kind together, and values of a table reconstructed at once.
    private const int MostPixels = 1 << 20, MostValues = 1 << 20;

    /// <summary>The sections, in the order in which they are read. Each is made when it is asked for.</summary>
    /// <param name="model">What was trained just now.</param>
    /// <param name="data">The data it was trained on, the rows held back among them.</param>
    /// <param name="validation">The validation rows, when they were given apart.</param>
    public static IEnumerable<ReportSection> Sections(TrainedAutoencoder model, DataSet data, DataSet? validation)
    {
        ShownRows rows = ShownRows.Of(model, data, validation);
        DataSet pictureRows = rows.Data.AtMost(MostRows, "rows of the report");
        foreach (ReportSection section in model.PicturesOf(pictureRows) is { } pictures ? Pictures(model, rows, pictures) : Values(model, rows)) yield return section;
        CodeUse use = CodeUse.Of(model.Encode(pictureRows));
        yield return CodeTable(model, use, rows.What);
        if (use.Variance.Count == 1) yield break;
        ReportLine line = new("variance", [.. use.Variance.OrderDescending().Select((variance, place) => (place + 1.0, variance))]);
        yield return new LineSection("Variance of the code, its numbers from the most to the least varying", "number of the code", "variance", [line]) { MayBeLogarithmic = true };
    }

    private static IEnumerable<ReportSection> Pictures(TrainedAutoencoder model, ShownRows rows, RowPictures pictures)
    {
        int most = Math.Clamp(MostPixels / (pictures.Height * pictures.Width), PerLine / 2, MostPictures);
        Corruption? corruption = model.Recipe.Description.Corruption;
        yield return new PictureSection($"Originals and reconstructions, {rows.What}", Lines(model, pictures, rows.Data.AtMost(most, "pictures of the report"), corruption));

        int[] worst = rows.Worst(model, Math.Min(most, PerLine), out float[] errors);
        yield return new PictureSection($"The worst reconstructions, {rows.What}", Lines(model, pictures, rows.Data.Select(worst), null));
        yield return new TableSection("Their squared errors, in scaled units", ["row", .. LabelTitle(rows), "squared error"],
            [.. worst.Select(row => (IReadOnlyList<string>)[rows.Number(row), .. Label(rows, row), Text(errors[row])])]);
    }

    // Rows of pictures under captions, so many beside each other that all lines of a part are seen together.
    private static (string Caption, IReadOnlyList<Picture> Pictures)[] Lines(TrainedAutoencoder model, RowPictures pictures, DataSet rows, Corruption? corruption)
    {
        float[,]? damaged = corruption is null ? null : model.Damage(rows, corruption);
        List<(string Caption, IReadOnlyList<Picture> Pictures)> lines = [("originals", pictures.DrawAll(rows))];
        if (damaged is not null) lines.Add(("damaged as in training", pictures.DrawAll(damaged)));
        lines.Add(("reconstructions", pictures.DrawAll(damaged is null ? model.Reconstruct(rows) : model.Reconstruct(damaged))));
        return [.. Enumerable.Range(0, (rows.Rows + PerLine - 1) / PerLine).SelectMany(part => lines.Select(line => (line.Caption, (IReadOnlyList<Picture>)[.. line.Pictures.Skip(part * PerLine).Take(PerLine)])))];
    }

    private static IEnumerable<ReportSection> Values(TrainedAutoencoder model, ShownRows rows)
    {
        int[] worst = rows.Worst(model, Math.Clamp(MostValues / model.Width, MostTableRows, MostRows), out float[] errors);
        DataSet data = rows.Data.Select(worst);
        float[,] reconstructions = model.Reconstruct(data);
        float[] scaled = model.Scaler.Apply(data), other = model.Scaler.Apply(DataSet.From(reconstructions)), row = new float[model.Width];
        string Column(int column) => data.Columns?[column] ?? $"{column + 1}";
        var residuals = Enumerable.Range(0, scaled.Length).Select(place => (Row: place / model.Width, Column: place % model.Width, Residual: scaled[place] - other[place]))
            .OrderByDescending(residual => Math.Abs(residual.Residual)).Take(MostTableRows).ToArray();
        yield return new TableSection(
            $"The largest residuals, {rows.What}", ["row", .. LabelTitle(rows), "column", "value", "reconstruction", "difference, scaled"],
            [
                .. residuals.Select(residual =>
                {
                    data.CopyRow(residual.Row, row);
                    return (IReadOnlyList<string>)
                    [
                        rows.Number(worst[residual.Row]), .. Label(rows, worst[residual.Row]), Column(residual.Column), Text(row[residual.Column]),
                        Text(reconstructions[residual.Row, residual.Column]), Text(residual.Residual),
                    ];
                }),
            ]);
        yield return new TableSection(
            $"The rows reconstructed worst, {rows.What}", ["row", .. LabelTitle(rows), "squared error, scaled", "most of it in", "share"],
            [
                .. Enumerable.Range(0, Math.Min(MostTableRows, worst.Length)).Select(place =>
                {
                    int column = Enumerable.Range(0, model.Width).MaxBy(i => Math.Abs(scaled[(place * model.Width) + i] - other[(place * model.Width) + i]));
                    double most = Math.Pow(scaled[(place * model.Width) + column] - other[(place * model.Width) + column], 2);
                    return (IReadOnlyList<string>)
                    [
                        rows.Number(worst[place]), .. Label(rows, worst[place]), Text(errors[worst[place]]), Column(column),
                        errors[worst[place]] > 0 ? (most / errors[worst[place]]).ToString("0 %", CultureInfo.InvariantCulture) : "-",
                    ];
                }),
            ]);
    }

    private static TableSection CodeTable(TrainedAutoencoder model, CodeUse use, string what) => new(
        $"The code, {what}", ["what", "value"],
        [
            ["rows encoded", Count(use.Rows)],
            ["numbers of the code", Count(use.Variance.Count)],
            ["dead: the same for every row", Count(use.Dead)],
            ["of these always 0", Count(use.AlwaysZero)],
            ["zeros among all numbers", use.ZeroShare.ToString("0.0 %", CultureInfo.InvariantCulture)],
            ["effective dimension", use.EffectiveDimension is { } dimension ? Text(dimension) : "-"],
            ["largest variance of a number", Text(use.Variance.Max())],
            ["smallest", Text(use.Variance.Min())],
            .. model.IsVariational ? [["in use: variance of the mean above 0.01", Count(use.Variance.Count(variance => variance > CodeMoments.ActiveAbove))]] : Array.Empty<IReadOnlyList<string>>(),
        ]);

    private static string[] LabelTitle(ShownRows rows) => rows.Data.Labels is null ? [] : ["label"];

    private static string[] Label(ShownRows rows, int row) => rows.Data.Labels is { } labels ? [labels[row]] : [];

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}

/// <summary>The rows that a report shows: those held back, the validation rows given apart, or the training rows when there are no others.</summary>
/// <param name="What">What they are, in words.</param>
/// <param name="Data">The rows, as the model takes them.</param>
/// <param name="Rows">Where each stands in the data it came from, from 0; null when it stands there in the same place.</param>
internal sealed record ShownRows(string What, DataSet Data, int[]? Rows)
{
    public static ShownRows Of(TrainedAutoencoder model, DataSet data, DataSet? validation)
    {
        if (validation is not null) return new("validation rows", model.Align(validation), null);
        return model.Recipe.Training.Options.SplitOf(data.Rows) is { } split
            ? new("rows held back", model.Align(data.Select(split.Validation)), split.Validation)
            : new("training rows: none were held back", model.Align(data), null);
    }

    /// <summary>The number of a row in the data it came from, from 1.</summary>
    public string Number(int row) => ((Rows?[row] ?? row) + 1).ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The rows with the largest squared errors, worst first, and the errors of all rows.</summary>
    public int[] Worst(TrainedAutoencoder model, int count, out float[] errors)
    {
        float[] all = errors = model.ReconstructionError(Data);
        return [.. Enumerable.Range(0, all.Length).OrderByDescending(row => all[row]).Take(count)];
    }
}
