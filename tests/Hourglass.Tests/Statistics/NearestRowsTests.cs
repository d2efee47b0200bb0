using Hourglass.Statistics;

namespace Hourglass.Tests.Statistics;

public sealed class NearestRowsTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(7, 3, 5, 2)]
    [InlineData(33, 30, 130, 1)]
    [InlineData(700, 13, 65, 20)]
    [InlineData(1300, 4, 200, 5)]
    public void They_are_those_that_looking_at_all_distances_finds(int rows, int width, int queries, int count)
    {
        var random = new Random(rows);
        float[] references = Numbers(random, rows * width), asked = Numbers(random, queries * width);

        // Copies, missing values and a value far out are among the queries.
        references.AsSpan(0, width).CopyTo(asked);
        if (queries > 3)
        {
            asked[width] = float.NaN;
            asked[(2 * width) + (width / 2)] = 1e20f;
        }

        (int[] index, float[] distance) = new NearestRows(references, width).Find(asked, count);
        for (int query = 0; query < queries; query++)
        {
            (double Distance, int Row)[] all = [.. Enumerable.Range(0, rows).Select(row => (Distance(asked.AsSpan(query * width, width), references.AsSpan(row * width, width)), row)).Order()];
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(all[i].Distance, distance[(query * count) + i], 1e-5 * Math.Max(1e-3, all[i].Distance));
                Assert.Equal(distance[(query * count) + i], Distance(asked.AsSpan(query * width, width), references.AsSpan(index[(query * count) + i] * width, width)), 1e-5 * Math.Max(1e-3, all[i].Distance));
            }
        }

        Assert.Equal(0, distance[0]);
    }

    [Fact]
    public void A_row_without_any_value_is_at_no_distance()
    {
        (_, float[] distance) = new NearestRows([1, 2, 3, 4], 2).Find(new[] { float.NaN, float.NaN }, 2);
        Assert.Equal([0, 0], distance);
    }

    [Fact]
    public void Of_equals_the_first_is_the_nearest()
    {
        (int[] index, _) = new NearestRows([5, 1, 1, 1, 9], 1).Find(new float[] { 1, 0 }, 2);
        Assert.Equal([1, 2, 1, 2], index);
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 4) - 2)];

    private static double Distance(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        double sum = 0;
        int present = 0;
        for (int i = 0; i < query.Length; i++)
        {
            if (float.IsNaN(query[i])) continue;
            sum += ((double)query[i] - row[i]) * ((double)query[i] - row[i]);
            present++;
        }

        return present == 0 ? 0 : Math.Sqrt(sum * query.Length / present);
    }
}
