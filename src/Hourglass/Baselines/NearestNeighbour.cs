using System.Numerics.Tensors;
using Hourglass.Artifacts;
using Hourglass.Numerics;
using Hourglass.Statistics;

namespace Hourglass.Baselines;

/// <summary>
/// The distance to the nearest of some reference rows: the rival that detectors of anomalies are hardest put to beat (Ramaswamy, Rastogi and Shim
/// 2000, with one neighbour). It carries its reference rows with it. Immutable and safe from many threads.
/// </summary>
public sealed class NearestNeighbour
{
    /// <summary>Most reference rows kept, unless said otherwise; of more, so many are drawn.</summary>
    public const int MostRows = 20_000;

    private readonly float[] _rows;
    private readonly NearestRows _nearest;

    private NearestNeighbour(float[] rows, int width) => (_rows, _nearest) = (rows, new NearestRows(rows, width));

    /// <summary>Numbers in a row.</summary>
    public int Width => _nearest.Width;

    /// <summary>Reference rows.</summary>
    public int Rows => _nearest.Count;

    /// <summary>Takes reference rows.</summary>
    /// <param name="rows">How many there are, 1 or more.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="copyRow">Writes row number [0, rows), scaled, into a span [width].</param>
    /// <param name="seed">What the draw follows from when there are more than may be kept.</param>
    /// <param name="most">How many are kept at most.</param>
    public static NearestNeighbour Fit(int rows, int width, Action<int, Span<float>> copyRow, ulong seed, int most = MostRows)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        if (rows > most)
        {
            new RandomStream(seed, "reference rows").Shuffle<int>(order);
            order = [.. order[..most].Order()];
        }

        var values = new float[order.Length * width];
        for (int i = 0; i < order.Length; i++) copyRow(order[i], values.AsSpan(i * width, width));
        return new(values, width);
    }

    /// <summary>The Euclidean distance of each row to the nearest reference row.</summary>
    /// <param name="queries">[queries, <see cref="Width"/>], scaled. A missing value (NaN) is left out, and the distance over the others grows in proportion.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>[queries].</returns>
    public float[] Distances(ReadOnlyMemory<float> queries, CancellationToken cancellationToken = default) =>
        [.. Search(queries, 1, cancellationToken).Select(found => found.Distance)];

    /// <summary>The nearest reference row of each row, and the distance to the one that is <paramref name="count"/>th nearest.</summary>
    /// <param name="queries">As for <see cref="Distances"/>.</param>
    /// <param name="count">Which neighbour's distance is asked for, from 1; the farthest where there are fewer.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>[queries]: the number of the nearest row, and the distance.</returns>
    public (int Nearest, float Distance)[] Search(ReadOnlyMemory<float> queries, int count, CancellationToken cancellationToken = default)
    {
        int neighbours = Math.Clamp(count, 1, Rows);
        (int[] index, float[] distance) = _nearest.Find(queries, neighbours, cancellationToken);
        return [.. Enumerable.Range(0, queries.Length / Width).Select(row => (index[row * neighbours], distance[((row + 1) * neighbours) - 1]))];
    }

    /// <summary>Copies a reference row.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="target">[<see cref="Width"/>].</param>
    public void CopyRow(int row, Span<float> target) => _nearest.Row(row).CopyTo(target);

    /// <summary>As tensors for a model file: <c>rows</c> [rows, width].</summary>
    public IReadOnlyList<NamedTensor> ToTensors() => [new("rows", [Rows, Width], _rows)];

    /// <summary>From a model file.</summary>
    /// <exception cref="FormatException">The tensor makes no sense.</exception>
    public static NearestNeighbour FromTensors(IReadOnlyList<NamedTensor> tensors) =>
        tensors is [{ Name: "rows", Shape: [> 0, > 0 and int width] } rows] && TensorPrimitives.IsFiniteAll<float>(rows.Values)
            ? new(rows.Values, width)
            : throw new FormatException("The reference rows are no table of finite numbers.");
}
