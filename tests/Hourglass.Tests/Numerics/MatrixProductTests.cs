using Hourglass.Graphs;
using Hourglass.Graphs.Planning;
using Hourglass.Numerics;

namespace Hourglass.Tests.Numerics;

/// <summary>The matrix product against its promise: each element is one chain of fused multiply-adds in order, so every width gives exactly its bits.</summary>
public unsafe class MatrixProductTests
{
    private static readonly int[] Sides = [1, 2, 3, 5, 7, 8, 13, 15, 16, 17, 31, 32, 33, 40, 63, 64, 65, 70, 97];

    public static TheoryData<KernelWidth> Widths => [.. Enum.GetValues<KernelWidth>()];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Any_shape_gives_the_exact_bits(KernelWidth width)
    {
        var random = new RandomStream(5, "shapes");
        for (int trial = 0; trial < 150; trial++)
        {
            (int rows, int depth, int columns) = (Side(random), Side(random), Side(random));
            var product = new Product(random, rows, depth, columns, leftIsTransposed: trial % 2 == 1, resultHasPanels: trial % 3 == 0, hasStart: trial % 5 < 2);
            product.Run(width);
            product.Check(width);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_number_of_rows_and_columns_up_to_two_tiles(KernelWidth width)
    {
        var random = new RandomStream(6, "tiles");
        for (int rows = 1; rows <= 17; rows++)
        {
            for (int columns = 1; columns <= 66; columns += rows % 3 + 1)
            {
                var product = new Product(random, rows, 3, columns, leftIsTransposed: false, resultHasPanels: columns % 2 == 0, hasStart: true);
                product.Run(width);
                product.Check(width);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Few_rows_of_many_columns(KernelWidth width)
    {
        var random = new RandomStream(7, "few");
        foreach (int columns in (int[])[63, 64, 100, 127, 128, 129, 160, 255, 256, 300])
        {
            for (int rows = 1; rows <= 5; rows++)
            {
                var product = new Product(random, rows, 9, columns, leftIsTransposed: columns % 3 == 0, resultHasPanels: columns % 2 == 0, hasStart: rows % 2 == 0);
                product.Run(width);
                product.Check(width);
            }
        }
    }

    private static int Side(RandomStream random) => Sides[random.NextInt(Sides.Length)];

    /// <summary>C = start + A B with all memory that carries no value NaN.</summary>
    private sealed class Product
    {
        private readonly float[] _a, _b, _start;
        private readonly AlignedMemory _left, _right, _result, _first;
        private readonly View _leftView, _rightView, _resultView;
        private readonly bool _leftIsTransposed, _hasStart;

        public Product(RandomStream random, int rows, int depth, int columns, bool leftIsTransposed, bool resultHasPanels, bool hasStart)
        {
            (_leftIsTransposed, _hasStart) = (leftIsTransposed, hasStart);
            _a = Numbers(random, rows * depth);
            _b = Numbers(random, depth * columns);
            _start = hasStart ? Numbers(random, columns) : new float[columns];
            (_left, _leftView) = leftIsTransposed ? Place(Shape.Batch(rows), depth) : Place(Shape.Batch(depth), rows);
            (_right, _rightView) = Place(Shape.Fixed(depth, columns), depth);
            (_result, _resultView) = Place(resultHasPanels ? Shape.Fixed(rows, columns) : Shape.Batch(columns), rows);
            (_first, View first) = Place(Shape.Fixed(columns), columns);
            _rightView.CopyFrom(_b);
            first.CopyFrom(_start);
            for (int r = 0; r < rows; r++)
            {
                for (int k = 0; k < depth; k++) *(leftIsTransposed ? _leftView.At(k, r) : _leftView.At(r, k)) = _a[(r * depth) + k];
            }
        }

        public void Run(KernelWidth width)
        {
            switch (width)
            {
                case KernelWidth.Bits512: Run<Lanes512>(); break;
                case KernelWidth.Bits256: Run<Lanes256>(); break;
                case KernelWidth.Bits128: Run<Lanes128>(); break;
                default: Run<ScalarLanes>(); break;
            }
        }

        public void Check(KernelWidth width)
        {
            (int rows, int depth, int columns) = (_resultView.Rows, _rightView.Rows, _rightView.Columns);
            var actual = new float[rows * columns];
            _resultView.CopyTo(actual);
            for (int r = 0; r < rows; r++)
            {
                for (int c = 0; c < columns; c++)
                {
                    float expected = _start[c];
                    for (int k = 0; k < depth; k++) expected = MathF.FusedMultiplyAdd(_a[(r * depth) + k], _b[(k * columns) + c], expected);
                    if (expected != actual[(r * columns) + c])
                        Assert.Fail($"{width}, {rows} x {depth} x {columns}, transposed {_leftIsTransposed}: ({r}, {c}) is {actual[(r * columns) + c]:R}, not {expected:R}.");
                }
            }

            // What follows the result belongs to somebody else.
            long end = _result.Length - Layout.Slack;
            Assert.DoesNotContain(_result.Span[(int)end..].ToArray(), value => !float.IsNaN(value));
        }

        private void Run<V>() where V : unmanaged, ILanes<V>
        {
            var left = _leftIsTransposed
                ? new MatrixProduct<V>.Left(_leftView.Data, 1, _leftView.RowStride)
                : new MatrixProduct<V>.Left(_leftView.Data, _leftView.RowStride, 1);
            MatrixProduct<V>.Run(left, _rightView.Rows, _rightView, _resultView, _hasStart ? _first.Pointer : null);
        }

        private static float[] Numbers(RandomStream random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextNormal())];

        private static (AlignedMemory Memory, View View) Place(Shape shape, int rows)
        {
            var memory = new AlignedMemory(Layout.Size(shape, rows));
            memory.Span.Fill(float.NaN);
            return (memory, Layout.At(shape, rows, memory.Pointer));
        }
    }
}
