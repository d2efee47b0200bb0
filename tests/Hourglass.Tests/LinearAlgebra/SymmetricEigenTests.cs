using Hourglass.LinearAlgebra;
using Hourglass.Numerics;

namespace Hourglass.Tests.LinearAlgebra;

public class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(150)]
    public void A_random_matrix_is_decomposed(int size)
    {
        double[] matrix = Random(size, (ulong)size);
        Verify(matrix, size, SymmetricEigen.Decompose(matrix, size));
    }

    [Theory]
    [InlineData(1e-160)]
    [InlineData(1e160)]
    public void The_scale_of_the_matrix_does_not_matter(double scale)
    {
        double[] matrix = [.. Random(20, 1).Select(x => x * scale)];
        Verify(matrix, 20, SymmetricEigen.Decompose(matrix, 20));
    }

    [Fact]
    public void A_matrix_of_one_number_is_its_own_value()
    {
        SymmetricEigen eigen = SymmetricEigen.Decompose([-3], 1);
        Assert.Equal([-3], eigen.Values);
        Assert.Equal([1], eigen.Vector(0).ToArray());
    }

    [Fact]
    public void A_diagonal_matrix_gives_its_diagonal_largest_first()
    {
        double[] matrix = new double[16];
        (matrix[0], matrix[5], matrix[10], matrix[15]) = (2, -7, 5, 2);
        SymmetricEigen eigen = SymmetricEigen.Decompose(matrix, 4);
        Assert.Equal([5, 2, 2, -7], eigen.Values);
        Assert.Equal([0, 0, 1, 0], eigen.Vector(0).ToArray());
        Verify(matrix, 4, eigen);
    }

    [Fact]
    public void The_one_dimensional_Laplacian_has_its_known_values_and_vectors()
    {
        // 2 on the diagonal, -1 beside it: lambda_j = 2 - 2 cos(pi j / (n + 1)), v_j[k] proportional to sin(pi j k / (n + 1)).
        const int size = 100;
        double[] matrix = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            matrix[(i * size) + i] = 2;
            if (i > 0) matrix[(i * size) + i - 1] = matrix[((i - 1) * size) + i] = -1;
        }

        SymmetricEigen eigen = SymmetricEigen.Decompose(matrix, size);
        for (int rank = 0; rank < size; rank++)
        {
            double angle = Math.PI * (size - rank) / (size + 1);
            Assert.Equal(2 - (2 * Math.Cos(angle)), eigen.Values[rank], 1e-13);
            double cosine = 0;
            for (int k = 0; k < size; k++) cosine += eigen.Vector(rank)[k] * Math.Sin(angle * (k + 1)) * Math.Sqrt(2.0 / (size + 1));
            Assert.Equal(1, Math.Abs(cosine), 1e-11);
        }
    }

    [Fact]
    public void Values_that_occur_many_times_have_orthogonal_vectors()
    {
        // All ones plus the identity: the value n + 1 once and 1 for the whole space across it.
        const int size = 50;
        double[] matrix = [.. Enumerable.Range(0, size * size).Select(i => i % (size + 1) == 0 ? 2.0 : 1.0)];
        SymmetricEigen eigen = SymmetricEigen.Decompose(matrix, size);
        Assert.Equal(size + 1, eigen.Values[0], 1e-12);
        Assert.All(eigen.Values.Skip(1), value => Assert.Equal(1, value, 1e-13));
        Verify(matrix, size, eigen);
    }

    [Fact]
    public void A_nearly_singular_matrix_is_decomposed()
    {
        // Hilbert's matrix of size 12: condition 1.7e16, trace 2.4817...
        const int size = 12;
        double[] matrix = [.. Enumerable.Range(0, size * size).Select(i => 1.0 / ((i / size) + (i % size) + 1))];
        SymmetricEigen eigen = SymmetricEigen.Decompose(matrix, size);
        Assert.Equal(1.7953720595619975, eigen.Values[0], 1e-14); // numpy.linalg.eigvalsh
        Verify(matrix, size, eigen);
    }

    [Fact]
    public void A_matrix_of_zeros_and_one_of_low_rank_are_decomposed()
    {
        Verify(new double[100], 10, SymmetricEigen.Decompose(new double[100], 10));
        double[] outer = [.. Enumerable.Range(0, 1600).Select(i => (i / 40 < 9 ? 0 : 1.0 + (i / 40)) * (i % 40 < 9 ? 0 : 1.0 + (i % 40)))];
        SymmetricEigen eigen = SymmetricEigen.Decompose(outer, 40);
        Verify(outer, 40, eigen);
        Assert.All(eigen.Values.Skip(1), value => Assert.Equal(0, value / eigen.Values[0], 1e-14));
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        double[] matrix = Random(130, 5);
        SymmetricEigen one = SymmetricEigen.Decompose(matrix, 130, threads: 1), seven = SymmetricEigen.Decompose(matrix, 130, threads: 7);
        Assert.Equal(one.Values, seven.Values);
        for (int i = 0; i < 130; i++) Assert.True(one.Vector(i).SequenceEqual(seven.Vector(i)));
    }

    [Fact]
    public void What_is_no_finite_square_matrix_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose([1, 2, 3], 2));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose([1, double.NaN, double.NaN, 1], 2));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.Decompose([double.PositiveInfinity], 1));
    }

    private static double[] Random(int size, ulong seed)
    {
        var random = new RandomStream(seed, "matrix");
        double[] matrix = new double[size * size];
        for (int row = 0; row < size; row++)
            for (int column = row; column < size; column++)
                matrix[(row * size) + column] = matrix[(column * size) + row] = random.NextNormal();
        return matrix;
    }

    /// <summary>A v = lambda v, V'V = I, and values in order.</summary>
    private static void Verify(double[] matrix, int size, SymmetricEigen eigen)
    {
        double scale = matrix.Max(Math.Abs), tolerance = 1e-14 * size * scale;
        Assert.Equal(eigen.Values.OrderDescending(), eigen.Values);
        for (int i = 0; i < size; i++)
        {
            ReadOnlySpan<double> v = eigen.Vector(i);
            for (int row = 0; row < size; row++)
            {
                double product = 0;
                for (int column = 0; column < size; column++) product += matrix[(row * size) + column] * v[column];
                Assert.InRange(product - (eigen.Values[i] * v[row]), -tolerance, tolerance);
            }

            for (int j = 0; j <= i; j++)
            {
                double product = 0;
                for (int k = 0; k < size; k++) product += v[k] * eigen.Vector(j)[k];
                Assert.Equal(i == j ? 1 : 0, product, 1e-13);
            }
        }
    }
}
