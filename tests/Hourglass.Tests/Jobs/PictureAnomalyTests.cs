using Hourglass.Data;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Statistics;

namespace Hourglass.Tests.Jobs;

public class PictureAnomalyTests
{
    private const int Side = 16, Patch = 4, Top = 9, Left = 3;

    private static readonly Lazy<AnomalyDetector> s_detector = new(() => new AnomalyDetection
    {
        Normal = "good",
        Training = AnomalyDetection.DefaultTraining with { Steps = 150 },
    }.Fit(Stripes(200, 0, _ => false)));

    [Fact]
    public void A_patch_that_does_not_belong_is_found_and_the_heat_map_is_hottest_there()
    {
        bool[] isBad = [.. Enumerable.Range(0, 60).Select(row => row % 3 == 0)];
        DataSet data = Stripes(60, 1000, row => isBad[row]);
        IReadOnlyList<ScoredRow> scored = s_detector.Value.Score(data);
        Assert.InRange(RankMetrics.Auroc([.. scored.Select(row => row.Score)], isBad)!.Value, 0.98, 1);
        float[,] maps = s_detector.Value.HeatMaps(data);
        foreach (int row in Enumerable.Range(0, 60).Where(row => isBad[row]))
        {
            int hottest = Enumerable.Range(0, Side * Side).MaxBy(pixel => maps[row, pixel]);
            Assert.InRange(hottest / Side, Top, Top + Patch - 1);
            Assert.InRange(hottest % Side, Left, Left + Patch - 1);
        }

        Assert.Equal("rows 11-12, columns 5-6", scored[0].Reasons[0].Column);
    }

    [Fact]
    public void A_detector_of_pictures_is_the_same_after_a_file()
    {
        DataSet data = Stripes(10, 2000, row => row == 3);
        using var file = new MemoryStream();
        s_detector.Value.Save(file);
        file.Position = 0;
        var again = (AnomalyDetector)JobModel.Load(file);
        Assert.Equal(s_detector.Value.Score(data).Select(row => row.Score), again.Score(data).Select(row => row.Score));
        Assert.Equal(s_detector.Value.HeatMaps(data).Cast<float>(), again.HeatMaps(data).Cast<float>());
    }

    [Fact]
    public void Large_pictures_take_fewer_steps_so_that_they_take_no_more_work_than_those_of_MNIST()
    {
        long? Steps(bool isContaminated, params int[] rowShape) => new AnomalyDetection { Contaminated = isContaminated }.TrainingFor(rowShape).Steps;
        Assert.Equal((2500, 2500, 2500), (Steps(false, 30), Steps(false, 8, 8), Steps(false, 28, 28)));
        Assert.Equal((478, 400), (Steps(false, 64, 64, 3), Steps(false, 256, 256)));
        Assert.Equal((300, 300), (Steps(true, 28, 28), Steps(true, 256, 256)));
        Assert.Equal(7, new AnomalyDetection { Training = new() { Steps = 7 } }.TrainingFor([64, 64]).Steps);
    }

    [Fact]
    public void A_residual_counts_more_where_neighbours_have_it_too_and_less_in_a_picture_with_much_in_it()
    {
        double Weighed(int[] pixels, double each, float ink)
        {
            var residual = new double[Side * Side];
            foreach (int pixel in pixels) residual[pixel] = each;
            float[] row = new float[Side * Side];
            Array.Fill(row, ink);
            new PictureRowForm([Side, Side]).Weigh(residual, row);
            return residual.Sum(value => value * value);
        }

        // The same squares: one pixel that is off by 2, four side by side that are off by 1.
        const int Middle = (8 * Side) + 8;
        double alone = Weighed([Middle], 2, 1), together = Weighed([Middle, Middle + 1, Middle + Side, Middle + Side + 1], 1, 1);
        Assert.InRange(together / alone, 2, 4);
        Assert.Equal(alone / 4, Weighed([Middle], 2, 2), 1e-9);
    }

    // Stripes that begin anywhere, with a dark patch on those that are bad.
    private static DataSet Stripes(int count, int seed, Func<int, bool> isBad)
    {
        var random = new Random(seed);
        var rows = new float[count, Side * Side];
        for (int row = 0; row < count; row++)
        {
            double phase = random.NextDouble() * 2 * Math.PI;
            for (int pixel = 0; pixel < Side * Side; pixel++)
            {
                (int y, int x) = (pixel / Side, pixel % Side);
                rows[row, pixel] = (float)(150 + (60 * Math.Sin((x * Math.PI / 4) + phase)) + (10 * random.NextDouble()));
                if (isBad(row) && y >= Top && y < Top + Patch && x >= Left && x < Left + Patch) rows[row, pixel] = 10;
            }
        }

        return DataSet.From(rows, null, [.. Enumerable.Range(0, count).Select(row => isBad(row) ? "bad" : "good")]).WithRowShape(Side, Side);
    }
}
