using System.Numerics;
using System.Numerics.Tensors;
using Hourglass.Numerics;

namespace Hourglass.Statistics;

/// <summary>
/// Reference rows, made ready for finding those nearest to other rows by Euclidean distance. Of all of them, <c>q . r - |r|^2 / 2</c> is largest where the
/// distance is least, so candidates come from a matrix product; the distances of the candidates are then measured as they are.
/// Immutable and safe from many threads.
/// </summary>
internal sealed unsafe class NearestRows
{
    // Queries of a block share the references while these are in cache; a tile of products stays there too.
    private const int QueriesAtOnce = 64, ReferencesAtOnce = 512;

    // The product rounds: so many more candidates than neighbours are measured.
    private const int Spare = 4;

    // For finding candidates only: so far out, direction is all that counts.
    private const float Farthest = 1e4f;

    private readonly float[] _rows;
    private readonly AlignedMemory _panels, _start;
    private readonly Lazy<AlignedMemory> _presentPanels;
    private readonly int _padded;

    /// <summary>Makes reference rows ready.</summary>
    /// <param name="rows">[rows, width], finite, one row after the other; not copied.</param>
    /// <param name="width">Numbers in a row.</param>
    public NearestRows(float[] rows, int width)
    {
        (_rows, Width) = (rows, width);
        _padded = (Count + View.WeightPanel - 1) / View.WeightPanel * View.WeightPanel;
        _panels = Panels(width, row => row);
        _start = new AlignedMemory(_padded);

        // What is nobody's row never wins.
        _start.Span.Fill(float.NegativeInfinity);
        for (int row = 0; row < Count; row++) _start.Span[row] = -TensorPrimitives.SumOfSquares(Row(row)) / 2;
        _presentPanels = new(() => Panels(2 * width, WithHalfSquares));
    }

    /// <summary>Numbers in a row.</summary>
    public int Width { get; }

    /// <summary>Reference rows.</summary>
    public int Count => _rows.Length / Width;

    /// <summary>A reference row.</summary>
    public ReadOnlySpan<float> Row(int row) => _rows.AsSpan(row * Width, Width);

    /// <summary>For each query the nearest reference rows, nearest first; of equals the one with the smaller number.</summary>
    /// <param name="queries">[queries, width]. A missing value (NaN) is left out, and the distance over the others grows in proportion; without any value it is 0.</param>
    /// <param name="count">How many neighbours, from 1 to <see cref="Count"/>.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>[queries * count] numbers of rows, and as many distances.</returns>
    public (int[] Index, float[] Distance) Find(ReadOnlyMemory<float> queries, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        int rows = queries.Length / Width;
        var (index, distance) = (new int[rows * count], new float[rows * count]);
        Parallel.For(
            0, (rows + QueriesAtOnce - 1) / QueriesAtOnce, new ParallelOptions { CancellationToken = cancellationToken }, () => new Search(this, count),
            (block, _, search) =>
            {
                int first = block * QueriesAtOnce, some = Math.Min(QueriesAtOnce, rows - first);
                search.Run(queries.Span.Slice(first * Width, some * Width), index.AsSpan(first * count, some * count), distance.AsSpan(first * count, some * count));
                return search;
            },
            _ => { });
        return (index, distance);
    }

    // [rows / 32][depth][32]: what the matrix product reads without leaps.
    private AlignedMemory Panels(int depth, Func<float[], float[]> column)
    {
        var panels = new AlignedMemory((long)_padded * depth);
        for (int row = 0; row < Count; row++)
        {
            float[] values = column(Row(row).ToArray());
            float* to = panels.Pointer + ((long)(row / View.WeightPanel) * depth * View.WeightPanel) + (row % View.WeightPanel);
            for (int k = 0; k < depth; k++) to[k * View.WeightPanel] = values[k];
        }

        return panels;
    }

    // Against [present values, 1 where present]: the sum of q r - r^2 / 2 over what is present.
    private static float[] WithHalfSquares(float[] row) => [.. row, .. row.Select(value => -value * value / 2)];

    // What one thread needs, once.
    private sealed class Search(NearestRows references, int count)
    {
        private readonly int _kept = Math.Min(references.Count, count + Spare);
        private readonly AlignedMemory _queries = new(QueriesAtOnce * 2L * references.Width), _products = new(QueriesAtOnce * ReferencesAtOnce);
        private readonly float[] _best = new float[QueriesAtOnce * (count + Spare)];
        private readonly int[] _index = new int[QueriesAtOnce * (count + Spare)];

        public void Run(ReadOnlySpan<float> queries, Span<int> index, Span<float> distance)
        {
            int width = references.Width, rows = queries.Length / width;
            bool isWhole = !TensorPrimitives.IsNaNAny(queries);
            int depth = isWhole ? width : 2 * width;
            Prepare(queries, depth);
            _best.AsSpan().Fill(float.NegativeInfinity);
            AlignedMemory panels = isWhole ? references._panels : references._presentPanels.Value;
            for (int first = 0; first < references._padded; first += ReferencesAtOnce)
            {
                int columns = Math.Min(ReferencesAtOnce, references._padded - first);
                Multiply(rows, depth, panels.Pointer + ((long)first * depth), columns, isWhole ? references._start.Pointer + first : null);
                for (int row = 0; row < rows; row++) Keep(row, first, Math.Min(columns, references.Count - first));
            }

            for (int row = 0; row < rows; row++)
                Measure(queries.Slice(row * width, width), row, index.Slice(row * count, count), distance.Slice(row * count, count));
        }

        private void Prepare(ReadOnlySpan<float> queries, int depth)
        {
            int width = references.Width;
            for (int row = 0; row * width < queries.Length; row++)
            {
                float* to = _queries.Pointer + (row * depth);
                for (int k = 0; k < width; k++)
                {
                    float value = queries[(row * width) + k];
                    to[k] = float.IsNaN(value) ? 0 : Math.Clamp(value, -Farthest, Farthest);
                    if (depth > width) to[width + k] = float.IsNaN(value) ? 0 : 1;
                }
            }
        }

        private void Multiply(int rows, int depth, float* panels, int columns, float* start)
        {
            var b = new View(panels, depth, columns, View.WeightPanel, View.WeightPanel, (nint)depth * View.WeightPanel);
            var c = new View(_products.Pointer, rows, columns, ReferencesAtOnce, ReferencesAtOnce, 0);
            switch (KernelWidths.Default)
            {
                case KernelWidth.Bits512: MatrixProduct<Lanes512>.Run(new(_queries.Pointer, depth, 1), depth, b, c, start); break;
                case KernelWidth.Bits256: MatrixProduct<Lanes256>.Run(new(_queries.Pointer, depth, 1), depth, b, c, start); break;
                case KernelWidth.Bits128: MatrixProduct<Lanes128>.Run(new(_queries.Pointer, depth, 1), depth, b, c, start); break;
                default: MatrixProduct<ScalarLanes>.Run(new(_queries.Pointer, depth, 1), depth, b, c, start); break;
            }
        }

        // Insertion into a short list, largest first; few products are larger than its last.
        private void Keep(int row, int first, int columns)
        {
            float* products = _products.Pointer + (row * ReferencesAtOnce);
            Span<float> best = _best.AsSpan(row * _kept, _kept);
            Span<int> index = _index.AsSpan(row * _kept, _kept);
            int column = 0;
            while (column < columns)
            {
                var last = new Vector<float>(best[^1]);
                while (column + Vector<float>.Count <= columns && !Vector.GreaterThanAny(*(Vector<float>*)(products + column), last)) column += Vector<float>.Count;
                for (int end = Math.Min(columns, column + Vector<float>.Count); column < end; column++)
                {
                    float product = products[column];
                    if (!(product > best[^1])) continue;
                    int place = _kept - 1;
                    for (; place > 0 && product > best[place - 1]; place--) (best[place], index[place]) = (best[place - 1], index[place - 1]);
                    (best[place], index[place]) = (product, first + column);
                }
            }
        }

        private void Measure(ReadOnlySpan<float> query, int row, Span<int> index, Span<float> distance)
        {
            int filled = 0;
            for (int i = 0; i < _kept && float.IsFinite(_best[(row * _kept) + i]); i++)
            {
                int candidate = _index[(row * _kept) + i];
                float far = Distance(query, references.Row(candidate));
                if (filled == index.Length && !IsNearer(far, candidate, distance[^1], index[^1])) continue;
                int place = filled < index.Length ? filled++ : filled - 1;
                for (; place > 0 && IsNearer(far, candidate, distance[place - 1], index[place - 1]); place--) (distance[place], index[place]) = (distance[place - 1], index[place - 1]);
                (distance[place], index[place]) = (far, candidate);
            }
        }

        private static bool IsNearer(float far, int candidate, float other, int number) => far < other || (far == other && candidate < number);

        private static float Distance(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
        {
            double sum = 0;
            int present = 0;
            for (int column = 0; column < query.Length; column++)
            {
                double difference = (double)query[column] - row[column];
                if (double.IsNaN(difference)) continue;
                sum += difference * difference;
                present++;
            }

            return present == 0 ? 0 : (float)Math.Sqrt(sum * query.Length / present);
        }
    }
}
