using System.Numerics.Tensors;

namespace Hourglass.Statistics;

/// <summary>The rows of a table that are nearest to others by Euclidean distance, found by looking at all of them.</summary>
public static class Neighbours
{
    /// <summary>For each query the k nearest reference rows, nearest first; of equals the one with the smaller number.</summary>
    /// <param name="queries">[queries, width], one row after the other.</param>
    /// <param name="references">[references, width].</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="count">How many, at most as many as there are references.</param>
    /// <param name="excludesSelf">True when queries and references are the same rows: then a row is not its own neighbour.</param>
    /// <returns>For each query the numbers of its neighbours and their distances.</returns>
    public static (int[] Index, float[] Distance)[] Nearest(
        ReadOnlyMemory<float> queries, ReadOnlyMemory<float> references, int width, int count, bool excludesSelf = false)
    {
        int rows = references.Length / width, most = rows - (excludesSelf ? 1 : 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, most);
        var nearest = new (int[] Index, float[] Distance)[queries.Length / width];
        Parallel.For(0, nearest.Length, () => new float[rows], (query, _, distances) =>
        {
            Distances(queries.Span.Slice(query * width, width), references.Span, distances);
            if (excludesSelf) distances[query] = float.PositiveInfinity;
            nearest[query] = Smallest(distances, count);
            return distances;
        }, _ => { });
        return nearest;
    }

    /// <summary>The distance of a row to each reference row.</summary>
    /// <param name="query">[width].</param>
    /// <param name="references">[references, width].</param>
    /// <param name="distances">[references].</param>
    public static void Distances(ReadOnlySpan<float> query, ReadOnlySpan<float> references, Span<float> distances)
    {
        for (int row = 0; row < distances.Length; row++) distances[row] = TensorPrimitives.Distance(query, references.Slice(row * query.Length, query.Length));
    }

    // Insertion into a short sorted list: count is small.
    private static (int[] Index, float[] Distance) Smallest(ReadOnlySpan<float> distances, int count)
    {
        var index = new int[count];
        var smallest = new float[count];
        int filled = 0;
        for (int row = 0; row < distances.Length; row++)
        {
            float distance = distances[row];
            if (float.IsPositiveInfinity(distance) || (filled == count && !(distance < smallest[^1]))) continue;
            int place = filled < count ? filled++ : count - 1;
            for (; place > 0 && distance < smallest[place - 1]; place--) (smallest[place], index[place]) = (smallest[place - 1], index[place - 1]);
            (smallest[place], index[place]) = (distance, row);
        }

        return (index, smallest);
    }
}
