using Hourglass.Artifacts;
using Hourglass.Baselines;

namespace Hourglass.Tests.Baselines;

public class NearestNeighbourTests
{
    private static readonly float[] s_rows = [0, 0, 3, 4, 10, 0];

    [Fact]
    public void The_distance_is_that_to_the_nearest_row() => Assert.Equal([0, 5, 2], Fit().Distances(new float[] { 3, 4, 3, -4, 10, -2 }));

    [Fact]
    public void The_distance_to_a_farther_neighbour_is_told_beside_the_nearest_row()
    {
        (int, float)[] second = Fit().Search(new float[] { 3, 3, 11, 0 }, 2), last = Fit().Search(new float[] { 3, 3 }, 9);
        Assert.Equal([(1, MathF.Sqrt(18)), (2, MathF.Sqrt(80))], second);
        Assert.Equal([(1, MathF.Sqrt(58))], last);
    }

    [Fact]
    public void A_missing_value_is_left_out_and_the_rest_grows_in_proportion()
    {
        float[] distances = Fit().Distances(new float[] { float.NaN, 2, 5, float.NaN, float.NaN, float.NaN });
        Assert.Equal([2 * MathF.Sqrt(2), 2 * MathF.Sqrt(2), 0], distances);
    }

    [Fact]
    public void Of_too_many_rows_some_are_drawn_from_the_seed()
    {
        int many = NearestNeighbour.MostRows + 500;
        NearestNeighbour Drawn(ulong seed) => NearestNeighbour.Fit(many, 1, (row, target) => target[0] = row, seed);
        float[] one = Drawn(1).ToTensors()[0].Values;
        Assert.Equal(NearestNeighbour.MostRows, one.Distinct().Count());
        Assert.Equal(one, Drawn(1).ToTensors()[0].Values);
        Assert.NotEqual(one, Drawn(2).ToTensors()[0].Values);
    }

    [Fact]
    public void It_is_the_same_after_a_file_and_refuses_what_is_no_table()
    {
        Assert.Equal([5f], NearestNeighbour.FromTensors(Fit().ToTensors()).Distances(new float[] { 3, -4 }));
        Assert.Throws<FormatException>(() => NearestNeighbour.FromTensors([new NamedTensor("rows", [2], [1, 2])]));
        Assert.Throws<FormatException>(() => NearestNeighbour.FromTensors([new NamedTensor("rows", [1, 2], [1, float.NaN])]));
    }

    private static NearestNeighbour Fit() => NearestNeighbour.Fit(3, 2, (row, target) => s_rows.AsSpan(row * 2, 2).CopyTo(target), 0);
}
