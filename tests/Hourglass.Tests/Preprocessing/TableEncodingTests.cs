using System.Collections.Immutable;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Likelihoods;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Tests.Preprocessing;

public sealed class TableEncodingTests
{
    private static readonly TableColumn Colour = new("colour", ColumnKind.Category) { Categories = ["red", "green", "blue", "grey"] };
    private static readonly TableColumn Weight = new("weight", ColumnKind.Number) { Unit = "kg" };
    private static readonly TableColumn Day = new("day", ColumnKind.Time);
    private static readonly TableColumn Married = new("married", ColumnKind.Boolean) { Categories = ["no", "yes"] };

    [Fact]
    public void Rows_come_back_as_they_were()
    {
        TableRows data = Shop(200);
        TableEncoding encoding = FitAll(data);
        float[,] restored = encoding.Decode(Rows(encoding.Encode(data, "shop")));
        float[,] rows = Rows(data);
        for (int row = 0; row < data.Rows; row++)
        {
            for (int column = 0; column < data.Width; column++)
            {
                string expected = Say(data.Schema, column, rows[row, column]), found = Say(encoding.Schema, column, restored[row, column]);
                if (column is 0 or 2) Assert.Equal(expected, found);
                else Assert.True(rows[row, column].Equals(restored[row, column]) || Math.Abs(rows[row, column] - restored[row, column]) < 0.01, $"{rows[row, column]} became {restored[row, column]}");
            }
        }

        static string Say(TableSchema schema, int column, float value) => schema.Columns[column].Say(value);
    }

    [Fact]
    public void Each_frequent_text_has_a_feature_and_unseen_texts_share_one()
    {
        TableRows training = Of([Colour], [[0], [0], [0], [1], [1], [2]]);
        TableEncoding encoding = FitAll(training);
        Assert.Equal(["colour=red", "colour=green", "colour is another"], encoding.FeatureNames);

        // Other data numbers its texts in another order, and has a new one.
        TableColumn other = Colour with { Categories = ["violet", "green", "red"] };
        float[,] rows = Rows(encoding.Encode(Of([other], [[0], [1], [2], [float.NaN]]), "training"));
        Assert.Equal([0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 1], rows.Cast<float>());
    }

    [Fact]
    public void A_column_of_very_many_texts_shares_sixteen_features_for_the_rare_ones()
    {
        TableColumn city = new("city", ColumnKind.Category) { Categories = [.. Enumerable.Range(0, 300).Select(i => $"city {i}")] };
        TableEncoding encoding = FitAll(Of([city], [.. Enumerable.Range(0, 900).Select(i => (float[])[i % 300])]));
        Assert.Equal(48 + 16, encoding.FeatureNames.Count);
        float[,] rows = Rows(encoding.Encode(Of([city], [.. Enumerable.Range(0, 300).Select(i => (float[])[i])]), "training"));
        Assert.Equal(300, rows.Cast<float>().Sum());

        // Two hundred and more texts fill every bucket.
        for (int feature = 48; feature < 64; feature++) Assert.Contains(Enumerable.Range(0, 300), row => rows[row, feature] == 1);
    }

    [Fact]
    public void A_heavy_tail_is_bent_and_a_normal_column_is_not()
    {
        var random = new Random(7);
        float[] normal = [.. Enumerable.Range(0, 4000).Select(_ => (float)((Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble()) * 3) + 50))];
        float[] skewed = [.. normal.Select(value => MathF.Exp((value - 50) / 2))];
        TableRows data = Of([new("normal", ColumnKind.Number), new("skewed", ColumnKind.Number)], [.. normal.Zip(skewed, (a, b) => (float[])[a, b])]);
        TableEncoding encoding = FitAll(data);
        Assert.Null(((NumberEncoding)encoding.Columns[0]).Bend);
        Assert.NotNull(((NumberEncoding)encoding.Columns[1]).Bend);
        float[,] rows = Rows(encoding.Encode(data, "training"));
        foreach (int column in (int[])[0, 1])
        {
            float[] feature = [.. Enumerable.Range(0, data.Rows).Select(row => rows[row, column])];
            Assert.Equal(0, feature.Average(), 0.1);
            Assert.Equal(1, Math.Sqrt(feature.Average(value => (double)value * value)), 0.1);
            Assert.InRange(feature.Max(), 2, 5);
        }
    }

    [Fact]
    public void A_missing_value_is_flagged_and_its_feature_unknown()
    {
        TableEncoding encoding = FitAll(Of([Weight], [[1], [2], [3], [float.NaN]]));
        Assert.Equal(["weight", "weight is missing"], encoding.FeatureNames);
        Assert.Equal([1, -1], encoding.MissingFlags!.Value);
        float[,] rows = Rows(encoding.Encode(Of([Weight], [[2], [float.NaN]]), "training"));
        Assert.Equal([0, 0, float.NaN, 1], rows.Cast<float>());
        Assert.Equal([2, float.NaN], encoding.Decode(new float[,] { { 0, 0 }, { 0, 1 } }).Cast<float>());
    }

    [Fact]
    public void Times_have_cycles_as_far_as_training_spans_them_and_later_times_are_no_stranger()
    {
        var monday = new DateTime(2024, 1, 1);
        TableEncoding weeks = FitAll(Of([Day], [.. Enumerable.Range(0, 40).Select(i => (float[])[(float)TableColumn.Days(monday.AddDays(i))])]));
        Assert.Equal(["day", "day: day of week (sine)", "day: day of week (cosine)"], weeks.FeatureNames);
        TableEncoding hours = FitAll(Of([Day], [.. Enumerable.Range(0, 40).Select(i => (float[])[(float)TableColumn.Days(monday.AddHours(i))])]));
        Assert.Equal(["day", "day: time of day (sine)", "day: time of day (cosine)"], hours.FeatureNames);

        float last = (float)TableColumn.Days(monday.AddDays(39));
        float[,] rows = Rows(weeks.Encode(Of([Day], [[last], [last + 7], [last + 7000]]), "training"));
        for (int row = 1; row < 3; row++)
            for (int feature = 0; feature < 3; feature++) Assert.Equal(rows[0, feature], rows[row, feature], 1e-3);
    }

    [Fact]
    public void Columns_are_found_by_name_and_a_missing_or_other_one_is_refused()
    {
        TableEncoding encoding = FitAll(Shop(50));
        TableRows turned = new(Shop(50).SelectColumns(3, 2, 1, 0), Shop(50).Schema.Select([3, 2, 1, 0]));
        Assert.Equal(Rows(encoding.Encode(Shop(50), "shop")), Rows(encoding.Encode(turned, "shop")));

        var missing = Assert.Throws<InputException>(() => encoding.Encode(Shop(50).SelectColumns(0, 1, 2), "shop"));
        Assert.Contains("no column 'day'", missing.Message, StringComparison.Ordinal);
        var other = Assert.Throws<InputException>(() => encoding.Encode(new TableRows(Shop(50), new([Colour with { Kind = ColumnKind.Number }, Weight, Married, Day])), "shop"));
        Assert.Contains("column 'colour'", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_fitted_knows_the_training_rows_only()
    {
        TableRows data = Of([Weight, Colour], [[1, 0], [2, 0], [3, 1], [4, 1], [1000, 2], [2000, 2]]);
        TableEncoding encoding = TableEncoding.Fit(data, [0, 1, 2, 3], ScalingKind.Standard);
        Assert.Equal(2.5, ((NumberEncoding)encoding.Columns[0]).Centre);
        Assert.DoesNotContain("colour=blue", encoding.FeatureNames);
    }

    [Fact]
    public void A_model_of_a_table_is_the_same_after_a_file()
    {
        TableRows data = Shop(300);
        TrainedAutoencoder model = Autoencoder.Dense(4, 16).Fit(data, new TrainingOptions { Epochs = 3 });
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        TrainedAutoencoder loaded = TrainedAutoencoder.Load(file);
        Assert.Equal(model.Encode(data), loaded.Encode(data));
        Assert.Equal(data.Schema.Columns.Select(column => column.Name), loaded.Recipe.Table!.ColumnNames);
        Assert.Equal(4, loaded.Restore(loaded.Reconstruct(data)).GetLength(1));
        Assert.Equal(loaded.Reconstruct(data), loaded.Reconstruct(loaded.Align(data)));
    }

    [Fact]
    public void What_is_missing_takes_no_part_in_the_loss()
    {
        // The squared error over what is there; a missing value does not count, whatever the network says of it.
        TableRows data = Of([Weight, new("height", ColumnKind.Number)], [[3, 4], [float.NaN, 4], [3, float.NaN], [0, 0]]);
        Autoencoder plain = Autoencoder.Dense(1) with { Loss = new SquaredError(), Scaling = ScalingKind.None };
        TrainedAutoencoder model = plain.Fit(data, new TrainingOptions { Epochs = 1, Validation = 0, Optimizer = new Sgd { LearningRate = 1e-3 } });
        float[,] reconstruction = model.Reconstruct(data);
        float[] loss = model.Loss(data);
        int[] flags = [.. model.Recipe.Description.MissingFlags!.Value];
        Assert.Equal([1, -1, 3, -1], flags);
        float[,] rows = Rows(model.Align(data));
        for (int row = 0; row < 4; row++)
        {
            double expected = 0;
            for (int feature = 0; feature < 4; feature++)
                if (!float.IsNaN(rows[row, feature])) expected += Math.Pow(rows[row, feature] - reconstruction[row, feature], 2);
            Assert.Equal(expected, loss[row], 1e-4 * Math.Max(1, expected));
        }
    }

    private static TableEncoding FitAll(DataSet data) => TableEncoding.Fit(data, [.. Enumerable.Range(0, data.Rows)], ScalingKind.Robust);

    private static TableRows Of(ImmutableArray<TableColumn> columns, float[][] rows) =>
        new(DataSet.From(rows.SelectMany(row => row).ToArray().AsMemory(), columns.Length), new(columns));

    // Colour, weight, married, day; some values are missing.
    private static TableRows Shop(int rows)
    {
        var random = new Random(3);
        return Of([Colour, Weight, Married, Day],
        [
            .. Enumerable.Range(0, rows).Select(row => (float[])
            [
                random.Next(4), random.Next(20) == 0 ? float.NaN : 60 + (random.NextSingle() * 20), random.Next(10) == 0 ? float.NaN : random.Next(2), 8000 + random.Next(300),
            ]),
        ]);
    }

    private static float[,] Rows(DataSet data)
    {
        var rows = new float[data.Rows, data.Width];
        var row = new float[data.Width];
        for (int i = 0; i < data.Rows; i++)
        {
            data.CopyRow(i, row);
            for (int column = 0; column < row.Length; column++) rows[i, column] = row[column];
        }

        return rows;
    }
}
