using Hourglass.Baselines;
using Hourglass.Numerics;
using Hourglass.Statistics;

namespace Hourglass.Tests.Baselines;

public class GaussianCopulaTests
{
    private const int Width = 3;

    [Fact]
    public void It_keeps_columns_and_what_belongs_together()
    {
        float[] rows = Rows(2000);
        TableFidelity copula = TableFidelity.Of(rows, GaussianCopula.Fit(rows, Width).Draw(2000, 1), Width);
        TableFidelity independent = TableFidelity.Of(rows, IndependentColumns.Fit(rows, Width).Draw(2000, 1), Width);
        Assert.InRange(copula.ShapeError, 0, 0.04);
        Assert.InRange(independent.ShapeError, 0, 0.04);
        Assert.InRange(copula.TrendError!.Value, 0, 0.05);
        Assert.InRange(independent.TrendError!.Value, 0.2, 1);
    }

    [Fact]
    public void It_draws_only_values_that_a_column_has()
    {
        float[] rows = Rows(300);
        float[] drawn = GaussianCopula.Fit(rows, Width).Draw(500);
        for (int column = 0; column < Width; column++)
        {
            float[] seen = [.. rows.Where((_, i) => i % Width == column)];
            Assert.All(drawn.Where((_, i) => i % Width == column), value => Assert.Contains(value, seen));
        }
    }

    [Fact]
    public void It_is_the_same_after_a_file_and_refuses_what_does_not_fit()
    {
        var copula = GaussianCopula.Fit(Rows(2500), Width);
        Assert.Equal(IndependentColumns.MostValues, copula.Columns.Count);
        Assert.Equal(copula.Draw(40, 7), GaussianCopula.FromTensors(copula.ToTensors()).Draw(40, 7));
        Assert.Throws<FormatException>(() => GaussianCopula.FromTensors([copula.ToTensors()[0]]));
        Assert.Throws<ArgumentException>(() => GaussianCopula.FromTensors([new("quantiles", [4], [1, 2, 3, 4]), copula.ToTensors()[1]]));
    }

    [Fact]
    public void A_constant_column_stays_constant()
    {
        float[] rows = [.. Rows(100).Select((value, i) => i % Width == 1 ? 5 : value)];
        Assert.All(GaussianCopula.Fit(rows, Width).Draw(50).Where((_, i) => i % Width == 1), value => Assert.Equal(5, value));
    }

    // Two columns that rise together, one of them skewed, and a third of whole numbers that falls with the first.
    private static float[] Rows(int count)
    {
        var random = new RandomStream(6, "copula rows");
        return [.. Enumerable.Range(0, count).SelectMany(_ =>
        {
            double x = random.NextNormal();
            return (float[])[(float)x, (float)Math.Exp((0.8 * x) + (0.3 * random.NextNormal())), (float)Math.Round((-3 * x) + random.NextNormal())];
        })];
    }
}
