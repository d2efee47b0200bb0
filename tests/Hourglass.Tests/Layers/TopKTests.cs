using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Optimizers;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Tests.Layers;

/// <summary>k-sparse codes: Makhzani and Frey 2014.</summary>
public class TopKTests
{
    private const int Kept = 4;

    [Fact]
    public void A_code_has_k_numbers_and_they_say_more_than_the_k_largest_of_a_code_that_was_not_trained_so()
    {
        DataSet rows = Digits.Train.Select([.. Enumerable.Range(0, 400)]);
        TrainedAutoencoder sparse = Fit(rows, [new TopK(Kept)]), plain = Fit(rows, []);
        float[,] codes = sparse.Encode(rows), cut = plain.Encode(rows);
        for (int row = 0; row < rows.Rows; row++)
        {
            float[] code = [.. Enumerable.Range(0, 20).Select(column => codes[row, column])], whole = [.. Enumerable.Range(0, 20).Select(column => cut[row, column])];
            Assert.Equal(Kept, code.Count(value => value != 0));
            float least = whole.OrderDescending().ElementAt(Kept - 1);
            for (int column = 0; column < 20; column++) cut[row, column] = whole[column] >= least ? whole[column] : 0;
        }

        Assert.True(ErrorOf(sparse.Decode(codes), rows) < 0.5 * ErrorOf(plain.Decode(cut), rows));
        Assert.Equal(sparse.Reconstruct(rows), sparse.Decode(codes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_k_that_the_code_does_not_have_is_refused(int kept)
    {
        string message = Assert.Throws<InputException>(() => (Autoencoder.Dense(2) with { CodeLayers = [new TopK(kept)] }).Fit(Digits.Test)).Message;
        Assert.Contains("1 to 2", message);
    }

    private static TrainedAutoencoder Fit(DataSet rows, Layer[] codeLayers) => (Autoencoder.Of([new Dense(20)], [new Dense(64)]) with { CodeLayers = [.. codeLayers] }).Fit(
        rows, new TrainingOptions { Epochs = 40, Batch = 50, Validation = 0, Patience = null, Threads = 1, Optimizer = new Adam { LearningRate = 0.01 } });

    private static double ErrorOf(float[,] reconstruction, DataSet rows)
    {
        var row = new float[rows.Width];
        double sum = 0;
        for (int i = 0; i < rows.Rows; i++)
        {
            rows.CopyRow(i, row);
            for (int column = 0; column < row.Length; column++) sum += Math.Pow(row[column] - reconstruction[i, column], 2);
        }

        return sum;
    }
}
