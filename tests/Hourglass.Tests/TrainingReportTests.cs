using System.Globalization;
using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Tests;

public class TrainingReportTests
{
    private static readonly TrainingOptions Short = new() { Epochs = 4, Seed = 3 };
    private static readonly DataSet Table = MakeTable(300);
    private static readonly Lazy<TrainedAutoencoder> OfDigits = new(() => (Autoencoder.Dense(12, 24) with { Corruption = new MaskingNoise(0.3) }).Fit(Digits.Train, Short));
    private static readonly Lazy<TrainedAutoencoder> OfTable = new(() => Autoencoder.Dense(2, 6).Fit(Table, Short));

    [Fact]
    public void Pictures_are_those_of_the_model_on_rows_held_back()
    {
        (TrainedAutoencoder model, DataSet held) = (OfDigits.Value, Digits.Train.Select(Short.SplitOf(Digits.Train.Rows)!.Validation));
        ReportSection[] sections = [.. ReconstructionReport.Sections(model, Digits.Train, null)];
        PictureSection[] pictures = [.. sections.OfType<PictureSection>()];
        Assert.Equal(["originals", "damaged as in training", "reconstructions", "originals", "damaged as in training", "reconstructions"], pictures[0].Rows.Select(row => row.Caption));
        RowPictures drawn = model.PicturesOf(held)!;
        string[] originals = [.. drawn.DrawAll(held).Select(Pixels)];
        Assert.All(pictures[0].Rows.Where(row => row.Caption == "originals").SelectMany(row => row.Pictures), picture => Assert.Contains(Pixels(picture), originals));

        // The worst: the order by the model's own error, undamaged.
        float[] errors = model.ReconstructionError(held);
        int[] worst = [.. Enumerable.Range(0, held.Rows).OrderByDescending(row => errors[row]).Take(8)];
        Assert.Equal(worst.Select(row => originals[row]), pictures[1].Rows[0].Pictures.Select(Pixels));
        Assert.Equal(drawn.DrawAll(model.Reconstruct(held.Select(worst))).Select(Pixels), pictures[1].Rows[1].Pictures.Select(Pixels));
        TableSection table = sections.OfType<TableSection>().First(section => section.Title.StartsWith("Their squared errors", StringComparison.Ordinal));
        Assert.Equal(["row", "label", "squared error"], table.Columns);
        int number = int.Parse(table.Rows[0][0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) - 1;
        Assert.Equal(Digits.Train.Labels![number], table.Rows[0][1]);
        Assert.Equal(errors.Max(), float.Parse(table.Rows[0][2], CultureInfo.InvariantCulture), 1e-3f * errors.Max());
        Assert.Equal(errors.Max(), model.ReconstructionError(Digits.Train.Select(number))[0], 1e-5f);
    }

    [Fact]
    public void The_code_is_told_as_the_model_encodes_the_rows_held_back()
    {
        TrainedAutoencoder model = OfDigits.Value;
        CodeUse use = CodeUse.Of(model.Encode(Digits.Train.Select(Short.SplitOf(Digits.Train.Rows)!.Validation)));
        ReportSection[] sections = [.. ReconstructionReport.Sections(model, Digits.Train, null)];
        var facts = sections.OfType<TableSection>().Single(section => section.Title.StartsWith("The code", StringComparison.Ordinal)).Rows.ToDictionary(row => row[0], row => row[1]);
        Assert.Equal("144", facts["rows encoded"]);
        Assert.Equal("12", facts["numbers of the code"]);
        Assert.Equal(use.Dead.ToString(CultureInfo.InvariantCulture), facts["dead: the same for every row"]);
        Assert.Equal(use.EffectiveDimension!.Value.ToString("G4", CultureInfo.InvariantCulture), facts["effective dimension"]);
        Assert.Equal(use.Variance.OrderDescending(), sections.OfType<LineSection>().Single().Lines[0].Points.Select(point => point.Y));
    }

    [Fact]
    public void A_table_shows_its_largest_residuals_first()
    {
        TrainedAutoencoder model = OfTable.Value;
        TableSection[] tables = [.. ReconstructionReport.Sections(model, Table, null).OfType<TableSection>()];
        Assert.Equal(["row", "column", "value", "reconstruction", "difference, scaled"], tables[0].Columns);
        int[] held = Short.SplitOf(Table.Rows)!.Validation;
        IReadOnlyList<string> first = tables[0].Rows[0];
        (int row, int column) = (int.Parse(first[0], CultureInfo.InvariantCulture) - 1, Table.Columns!.ToList().IndexOf(first[1]));
        Assert.Contains(row, held);
        float[,] reconstruction = model.Reconstruct(Table.Select(row));
        Assert.Equal(reconstruction[0, column], float.Parse(first[3], CultureInfo.InvariantCulture), 1e-3f * Math.Abs(reconstruction[0, column]));

        DataSet rows = Table.Select(held);
        float[] scaled = model.Scaler.Apply(rows), other = model.Scaler.Apply(DataSet.From(model.Reconstruct(rows)));
        Assert.Equal(scaled.Zip(other, (a, b) => Math.Abs(a - b)).Max(), Math.Abs(float.Parse(first[4], CultureInfo.InvariantCulture)), 1e-2f);
        Assert.Equal(
            scaled.Zip(other, (a, b) => a - b).OrderByDescending(Math.Abs).Take(tables[0].Rows.Count).Select(residual => Math.Round(residual, 2)),
            tables[0].Rows.Select(line => Math.Round(float.Parse(line[4], CultureInfo.InvariantCulture), 2)));
        Assert.Contains(tables[0].Rows, line => line[4].StartsWith('-'));
        Assert.Equal(model.ReconstructionError(rows).Max(), float.Parse(tables[1].Rows[0][1], CultureInfo.InvariantCulture), 1e-3f * model.ReconstructionError(rows).Max());
    }

    [Fact]
    public void Where_nothing_was_held_back_the_page_says_so()
    {
        TrainedAutoencoder model = Autoencoder.Dense(2).Fit(Table, Short with { Validation = 0, Epochs = 1 });
        Assert.Contains("none were held back", ReconstructionReport.Sections(model, Table, null).First().Title);
        Assert.Contains("validation rows", ReconstructionReport.Sections(model, Table, Table).First().Title);
    }

    [Fact]
    public void Losses_filters_training_and_settings_are_the_models_own()
    {
        TrainedAutoencoder model = OfDigits.Value;
        IReadOnlyList<ReportSection> sections = TrainingReport.Of(model, "t", "s", [], []).Sections;
        LineSection loss = sections.OfType<LineSection>().Single();
        Assert.Equal(model.History.Select(epoch => epoch.Loss), loss.Lines[0].Points.Select(point => point.Y));
        Assert.Equal(model.History.Select(epoch => epoch.ValidationLoss!.Value), loss.Lines[1].Points.Select(point => point.Y));
        PictureSection filters = sections.OfType<PictureSection>().Single();
        Assert.Contains("encoder.0.weight, all 24", filters.Title);
        Assert.Equal(FilterPictures.Of([64, 24], model.Parameter("encoder.0.weight"), [8, 8])!.Select(Pixels), filters.Rows.SelectMany(row => row.Pictures).Select(Pixels));

        var facts = sections.OfType<TableSection>().Where(table => table.Columns.Count == 2).SelectMany(table => table.Rows).ToDictionary(row => row[0], row => row[1]);
        Assert.Equal("finished: all epochs or steps were done", facts["end"]);
        Assert.Equal(model.Recipe.Training.Fingerprint, facts["fingerprint of the data"]);
        Assert.Equal(model.Recipe.Training.Parameters.ToString("N0", CultureInfo.InvariantCulture), facts["parameters"]);
        Assert.Equal(("masking", "0.3", "3", "24", "adam", "unit"), (facts["corruption.kind"], facts["corruption.amount"], facts["seed"], facts["architecture.layers"], facts["optimizer.kind"], facts["scaling"]));
    }

    [Fact]
    public void Large_pictures_are_few()
    {
        DataSet large = DataSet.From(new float[12 * 512 * 1024].AsMemory(), 512 * 1024, rowShape: [512, 1024]);
        TrainedAutoencoder model = Autoencoder.Dense(1).Fit(large, large, new TrainingOptions { Epochs = 1 });
        Assert.Equal(4, ReconstructionReport.Sections(model, large, large).OfType<PictureSection>().First().Rows[0].Pictures.Count);
    }

    [Fact]
    public void Damage_is_that_of_training_and_cleaning_is_measured_against_the_undamaged_rows()
    {
        TrainedAutoencoder model = OfDigits.Value;
        var corruption = new MaskingNoise(0.25);
        float[,] damaged = model.Damage(Digits.Test, corruption, 5);
        float[] clean = [.. model.Scaler.Apply(Digits.Test)];
        var pairs = damaged.Cast<float>().Zip(clean, (now, before) => (Now: now / 16, Before: before)).Where(pair => pair.Before > 0).ToArray();
        Assert.All(pairs, pair => Assert.True(pair.Now == 0 || Math.Abs(pair.Now - pair.Before) < 1e-6, $"{pair}"));
        Assert.InRange(pairs.Count(pair => pair.Now == 0) / (double)pairs.Length, 0.23, 0.27);
        Assert.Equal(damaged, model.Damage(Digits.Test, corruption, 5));
        Assert.NotEqual(damaged, model.Damage(Digits.Test, corruption, 6));

        // By hand, from what the model makes of the damaged rows.
        CleaningMeasures cleaning = model.EvaluateCleaning(Digits.Test, corruption, 5);
        float[] cleaned = [.. model.Scaler.Apply(DataSet.From(model.Reconstruct(damaged)))], broken = [.. model.Scaler.Apply(DataSet.From(damaged))];
        Assert.Equal(clean.Zip(cleaned, (a, b) => Math.Pow(a - b, 2)).Average(), cleaning.After.Mse, 1e-6);
        Assert.Equal(clean.Zip(broken, (a, b) => Math.Pow(a - b, 2)).Average(), cleaning.Before.Mse, 1e-6);
        RowPictures pictures = model.PicturesOf(Digits.Test)!;
        Assert.Equal(pictures.DrawAll(Digits.Test).Zip(pictures.DrawAll(damaged), PictureQuality.Psnr).Average(), cleaning.Before.Psnr!.Value, 1e-6);
        Assert.Equal(cleaning.Before.Psnr, cleaning.ToMeasures().Single(measure => measure.Key == "psnr").Rival!.Value.Value);
    }

    [Fact]
    public void A_model_that_mends_is_shown_with_the_damage_and_what_it_made_of_it()
    {
        TrainedAutoencoder model = OfDigits.Value;
        DataSet held = Digits.Test.Select([.. Enumerable.Range(0, 6)]);
        PictureSection shown = ReconstructionReport.Sections(model, Digits.Train, held).OfType<PictureSection>().First();
        Assert.Equal(["originals", "damaged as in training", "reconstructions"], shown.Rows.Select(row => row.Caption));
        float[,] damaged = model.Damage(held, model.Recipe.Description.Corruption!);
        RowPictures pictures = model.PicturesOf(held)!;
        Assert.Equal(pictures.DrawAll(damaged).Select(Pixels), shown.Rows[1].Pictures.Select(Pixels));
        Assert.Equal(pictures.DrawAll(model.Reconstruct(damaged)).Select(Pixels), shown.Rows[2].Pictures.Select(Pixels));
        Assert.NotEqual(shown.Rows[0].Pictures.Select(Pixels), shown.Rows[1].Pictures.Select(Pixels));
    }

    [Fact]
    public void The_psnr_of_pictures_follows_from_their_mean_squared_error()
    {
        // One picture in [0, 1]: the same number both ways, but for the rounding to bytes.
        ReconstructionMeasures measures = OfDigits.Value.Evaluate(Digits.Test.Select(7));
        Assert.Equal(-10 * Math.Log10(measures.Mse), measures.Psnr!.Value, 0.02);
        Assert.Null(OfTable.Value.Evaluate(Table).Psnr);
    }

    private static string Pixels(Picture picture) => Convert.ToHexString(picture.Pixels);

    private static DataSet MakeTable(int rows)
    {
        var values = new float[rows, 5];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < 5; column++) values[row, column] = (10 * column) + (float)Math.Sin((row * (column + 1)) + (column * column));
        }

        values[Short.SplitOf(rows)!.Validation[3], 2] = 31;
        return DataSet.From(values, ["a", "b", "c", "d", "e"]);
    }
}
