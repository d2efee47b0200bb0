using Hourglass.Numerics;
using Hourglass.Statistics;

namespace Hourglass.Tests.Statistics;

public class TableFidelityTests
{
    // SciPy's ks_2samp.
    [Fact]
    public void The_distance_of_two_columns_is_that_of_Kolmogorov_and_Smirnov() =>
        Assert.Equal(0.4666666666666667, TableFidelity.Distance([7, 2, 1, 3, 2], [6, 2, 3, 6, 4, 5]), 1e-12);

    [Fact]
    public void The_trend_is_half_the_difference_of_correlations_and_leaves_constant_columns_out()
    {
        float[] real = [1, 2, 5, 2, 1, 5, 3, 4, 5, 4, 3, 5], generated = [1, 4, 1, 2, 3, 2, 3, 1, 5, 5, 2, 1];
        Assert.Equal(0.6401680257083046, TableFidelity.Of(real, generated, 3).TrendError!.Value, 1e-9);
    }

    [Fact]
    public void Shuffled_columns_keep_their_shape_and_lose_their_trend()
    {
        var random = new RandomStream(2, "rows");
        float[] rows = [.. Enumerable.Range(0, 500).SelectMany(_ => random.NextNormal() is var x ? (float[])[(float)x, (float)-x] : [])];
        float[] shuffled = [.. rows];
        for (int row = 0; row < 500; row++) shuffled[(2 * row) + 1] = rows[(2 * ((row + 250) % 500)) + 1];
        TableFidelity fidelity = TableFidelity.Of(rows, shuffled, 2);
        Assert.Equal(0, fidelity.ShapeError);
        Assert.InRange(fidelity.TrendError!.Value, 0.4, 0.6);
        Assert.Equal(new TableFidelity(0, 0), TableFidelity.Of(rows, rows, 2));
    }
}
