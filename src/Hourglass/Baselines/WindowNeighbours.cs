using System.Runtime.InteropServices;
using Hourglass.Artifacts;

namespace Hourglass.Baselines;

/// <summary>
/// The distance of windows of a series to the windows of a reference series. It carries the series, not its windows: between two windows and the next two, one
/// step later in both, only a step is added and a step left out, so that a distance costs one step whatever the length of a window (as in the matrix profile
/// of Zhu and others 2016). A window that stands in the reference itself, to the last bit, is compared only with windows there that share no step with it.
/// Immutable and safe from many threads.
/// </summary>
public sealed class WindowNeighbours
{
    /// <summary>Most steps of the reference.</summary>
    public const int MostSteps = 20_000;

    // Windows asked about at a time, by one thread: their lists of neighbours stay in cache.
    private const int Block = 2048;

    // Of two windows in which less than this share of the values is there in both, nothing can be said.
    private const double LeastPresent = 0.5;

    private readonly float[] _values;
    private readonly int[] _pieces;
    private readonly Dictionary<int, List<int>> _startsByHash = [];

    private WindowNeighbours(float[] values, int[] pieces, int length, int width)
    {
        (_values, _pieces, Length, Width) = (values, pieces, length, width);
        for (int piece = 0, start = 0; piece < pieces.Length; start += pieces[piece++])
        {
            for (int window = start; window + length <= start + pieces[piece]; window++)
            {
                ref List<int>? starts = ref CollectionsMarshal.GetValueRefOrAddDefault(_startsByHash, HashOf(values.AsSpan(window * width, length * width)), out _);
                // Of a series that stands still, one is enough.
                if ((starts ??= []).Count < 8) starts.Add(window);
            }
        }
    }

    /// <summary>Steps of a window.</summary>
    public int Length { get; }

    /// <summary>Columns of the series.</summary>
    public int Width { get; }

    /// <summary>Steps of the reference, all its pieces together.</summary>
    public int Steps => _values.Length / Width;

    /// <summary>Takes a reference.</summary>
    /// <param name="pieces">Pieces of a series, each [steps, <paramref name="width"/>], scaled; NaN where a value is missing. Windows lie within one piece.</param>
    /// <param name="length">Steps of a window.</param>
    /// <param name="width">Columns.</param>
    public static WindowNeighbours Fit(IReadOnlyList<float[]> pieces, int length, int width) =>
        new([.. pieces.SelectMany(piece => piece)], [.. pieces.Select(piece => piece.Length / width)], length, width);

    /// <summary>The root mean square difference of each window of a series from the one that is <paramref name="count"/>th nearest in the reference.</summary>
    /// <param name="values">[steps, <see cref="Width"/>], scaled; NaN where a value is missing.</param>
    /// <param name="count">Which neighbour, from 1; the farthest that can be compared where there are fewer.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>[steps - <see cref="Length"/> + 1]; NaN where no window can be compared.</returns>
    public float[] Distances(ReadOnlyMemory<float> values, int count, CancellationToken cancellationToken = default)
    {
        var distances = new float[(values.Length / Width) - Length + 1];
        Parallel.For(0, (distances.Length + Block - 1) / Block, new ParallelOptions { CancellationToken = cancellationToken }, block =>
        {
            int first = block * Block, windows = Math.Min(Block, distances.Length - first);
            FillBlock(values.Span.Slice(first * Width, (windows + Length - 1) * Width), distances.AsSpan(first, windows), count);
        });
        return distances;
    }

    /// <summary>Where a window stands in the reference, to the last bit: the piece, and the step within it, the first if several; null where it does not.</summary>
    /// <param name="window">[<see cref="Length"/>, <see cref="Width"/>], scaled.</param>
    public (int Piece, int Step)? PlaceOf(ReadOnlySpan<float> window)
    {
        int index = IndexOf(window);
        if (index < 0) return null;
        int piece = 0;
        for (; index >= _pieces[piece]; piece++) index -= _pieces[piece];
        return (piece, index);
    }

    /// <summary>As tensors for a model file: <c>values</c> [steps, width] and <c>pieces</c>, the steps of each.</summary>
    public IReadOnlyList<NamedTensor> ToTensors() => [new("values", [Steps, Width], _values), new("pieces", [_pieces.Length], [.. _pieces.Select(steps => (float)steps)])];

    /// <summary>From a model file.</summary>
    /// <param name="tensors">What <see cref="ToTensors"/> gave.</param>
    /// <param name="length">Steps of a window.</param>
    /// <exception cref="FormatException">The tensors make no sense.</exception>
    public static WindowNeighbours FromTensors(IReadOnlyList<NamedTensor> tensors, int length)
    {
        if (tensors is not [{ Name: "values", Shape: [> 0 and int steps, > 0 and int width] } values, { Name: "pieces" } pieces]
            || values.Values.Any(float.IsInfinity) || pieces.Values.Any(piece => !(piece >= length) || piece != MathF.Floor(piece) || piece > steps) || pieces.Values.Sum(piece => (double)piece) != steps)
            throw new FormatException("The reference series is no table of numbers in pieces.");
        return new(values.Values, Array.ConvertAll(pieces.Values, piece => (int)piece), length, width);
    }

    private void FillBlock(ReadOnlySpan<float> query, Span<float> distances, int count)
    {
        int windows = distances.Length;
        var least = new double[windows * count];
        Array.Fill(least, double.PositiveInfinity);
        int[] own = new int[windows];
        for (int window = 0; window < windows; window++) own[window] = IndexOf(query.Slice(window * Width, Length * Width));
        bool isWhole = !Missing(query) && !Missing(_values);
        for (int piece = 0, start = 0; piece < _pieces.Length; start += _pieces[piece++])
        {
            int references = _pieces[piece] - Length + 1;
            for (int offset = 1 - windows; offset < references; offset++)
            {
                int first = Math.Max(0, -offset), last = Math.Min(windows, references - offset);
                Walk(query, least, own, count, first, last, start + offset, isWhole);
            }
        }

        for (int window = 0; window < windows; window++)
        {
            ReadOnlySpan<double> found = least.AsSpan(window * count, count);
            int finite = found.IndexOf(double.PositiveInfinity) is >= 0 and int at ? at : count;
            distances[window] = finite == 0 ? float.NaN : (float)Math.Sqrt(found[finite - 1]);
        }
    }

    // Windows first..last of the query, each beside the reference window that begins so many steps farther.
    private void Walk(ReadOnlySpan<float> query, double[] least, int[] own, int count, int first, int last, int offset, bool isWhole)
    {
        double sum = 0;
        int present = 0, all = Length * Width;
        for (int step = first; step < first + Length; step++) Add(query, step, offset, 1, ref sum, ref present);
        for (int window = first; ; window++)
        {
            bool isOwn = own[window] >= 0 && Math.Abs(window + offset - own[window]) < Length;
            if (!isOwn && present >= LeastPresent * all) Keep(least.AsSpan(window * count, count), Math.Max(0, sum) / (isWhole ? all : present));
            if (window + 1 >= last) return;
            Add(query, window, offset, -1, ref sum, ref present);
            Add(query, window + Length, offset, 1, ref sum, ref present);
        }
    }

    private void Add(ReadOnlySpan<float> query, int step, int offset, int sign, ref double sum, ref int present)
    {
        for (int column = 0; column < Width; column++)
        {
            double difference = (double)query[(step * Width) + column] - _values[((step + offset) * Width) + column];
            if (double.IsNaN(difference)) continue;
            sum += sign * difference * difference;
            present += sign;
        }
    }

    private static void Keep(Span<double> least, double distance)
    {
        if (!(distance < least[^1])) return;
        int place = least.Length - 1;
        for (; place > 0 && distance < least[place - 1]; place--) least[place] = least[place - 1];
        least[place] = distance;
    }

    private int IndexOf(ReadOnlySpan<float> window)
    {
        if (!_startsByHash.TryGetValue(HashOf(window), out List<int>? starts)) return -1;
        foreach (int start in starts)
            if (MemoryMarshal.AsBytes(window).SequenceEqual(MemoryMarshal.AsBytes(_values.AsSpan(start * Width, window.Length)))) return start;
        return -1;
    }

    private static int HashOf(ReadOnlySpan<float> window)
    {
        // Not HashCode: it differs from run to run, and with it the order of a list.
        uint hash = 2166136261;
        foreach (uint bits in MemoryMarshal.Cast<float, uint>(window)) hash = (hash ^ bits) * 16777619 ^ (hash >> 15);
        return (int)hash;
    }

    private static bool Missing(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
            if (float.IsNaN(value)) return true;
        return false;
    }
}
