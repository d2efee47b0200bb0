using System.Globalization;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Statistics;
using Hourglass.Training;

namespace Hourglass.Jobs.DataGeneration;

/// <summary>What a generator adds to the report of its training: receipts, samples beside real rows, what is nearest to them, what each number of the code does.</summary>
public static class GenerationReport
{
    private const int Shown = 12, Neighboured = 6, NeighboursShown = 2, Steps = 9;

    /// <summary>The sections, in the order in which they are read.</summary>
    /// <param name="generator">What was trained just now.</param>
    /// <param name="training">The rows it was trained on.</param>
    /// <param name="heldBack">Rows held back, or null.</param>
    public static IEnumerable<ReportSection> Sections(DataGenerator generator, DataSet training, DataSet? heldBack)
    {
        yield return generator.Receipts.ToTable();
        DataSet samples = DataSet.From(generator.Sample(Shown)), real = generator.Autoencoder.Align(heldBack ?? training).AtMost(Shown, "rows of the report");
        DataSet some = training.AtMost(10_000, "codes of the prior");
        (int[] Index, float[])[] nearest = Neighbours.Nearest(
            generator.Autoencoder.Scaler.Apply(samples), generator.Autoencoder.Scaler.Apply(some), some.Width, Math.Min(NeighboursShown, some.Rows));
        if (PictureForm.IsPicture(generator.Autoencoder.Recipe.RowShape))
        {
            foreach (ReportSection section in Pictures(generator, samples, real, some, nearest)) yield return section;
        }
        else
        {
            string[] columns = [.. Enumerable.Range(0, training.Width).Select(column => training.Columns?[column] ?? $"{column + 1}")];
            yield return Table("Samples", columns, samples, Enumerable.Range(0, samples.Rows), "sample");
            yield return Table(heldBack is null ? "Training rows" : "Rows held back", columns, real, Enumerable.Range(0, real.Rows), "row");
            yield return Table("The training row nearest to each sample", columns, some, nearest.Select(neighbours => neighbours.Index[0]), "of sample");
        }

        if (Curves(generator.Autoencoder) is { } curves) yield return curves;
    }

    private static IEnumerable<ReportSection> Pictures(DataGenerator generator, DataSet samples, DataSet real, DataSet training, (int[] Index, float[])[] nearest)
    {
        float lightest = 1e-6f;
        float[] values = new float[real.Width];
        for (int row = 0; row < real.Rows; row++)
        {
            real.CopyRow(row, values);
            lightest = Math.Max(lightest, values.Max());
        }

        Picture Draw(DataSet rows, int row)
        {
            rows.CopyRow(row, values);
            return Picture.Of(values, generator.Autoencoder.Recipe.RowShape, lightest);
        }

        IReadOnlyList<Picture> DrawAll(DataSet rows) => [.. Enumerable.Range(0, rows.Rows).Select(row => Draw(rows, row))];
        yield return new PictureSection("Samples beside real pictures", [("drawn", DrawAll(samples)), ("real, not trained on", DrawAll(real))]);
        yield return new PictureSection("Samples, and the training pictures nearest to them",
        [
            .. Enumerable.Range(0, Math.Min(Neighboured, samples.Rows)).Select(row =>
                ($"sample {row + 1}, then its nearest", (IReadOnlyList<Picture>)[Draw(samples, row), .. nearest[row].Index.Select(index => Draw(training, index))])),
        ]);
        IReadOnlyList<(int Number, float[,] Rows)> varied = generator.Traverse(Steps);
        if (varied.Count > 0)
        {
            yield return new PictureSection(
                "What each number of the code does, from 3 standard deviations below its mean to 3 above", [.. varied.Select(one => ($"number {one.Number + 1}", DrawAll(DataSet.From(one.Rows))))]);
        }
    }

    private static TableSection Table(string title, string[] columns, DataSet data, IEnumerable<int> rows, string what)
    {
        var values = new float[data.Width];
        return new TableSection(title, [what, .. columns],
        [
            .. rows.Select((row, place) =>
            {
                data.CopyRow(row, values);
                return (IReadOnlyList<string>)[(place + 1).ToString(CultureInfo.InvariantCulture), .. values.Select(value => value.ToString("G4", CultureInfo.InvariantCulture))];
            }),
        ]);
    }

    // The parts of the objective in nats: the negative bound and what it consists of.
    private static LineSection? Curves(TrainedAutoencoder model)
    {
        if (!model.IsVariational || model.History.Count == 0) return null;
        double nats = model.Recipe.Description.Likelihood.NatsPerUnit(model.Width);
        ReportLine Line(string name, Func<EpochRecord, double> value) => new(name, [.. model.History.Select(epoch => ((double)epoch.Epoch, value(epoch) * nats))]);
        return new LineSection("The negative bound on training rows, in nats", "epoch", "nats per row",
            [Line("negative bound", epoch => epoch.Loss), .. model.History[0].Parts.Select((part, index) => Line(part.Name, epoch => epoch.Parts[index].Value))]);
    }
}
