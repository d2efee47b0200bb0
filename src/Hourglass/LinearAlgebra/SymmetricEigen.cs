using System.Numerics.Tensors;

namespace Hourglass.LinearAlgebra;

/// <summary>
/// Eigenvalues and eigenvectors of a real symmetric matrix: A v = lambda v. Three steps: Householder reflections make the matrix tridiagonal
/// (Golub and Van Loan, Matrix Computations, 4th edition, section 8.3.1); implicit QR steps with Wilkinson's shift make that diagonal
/// (section 8.3.3); the same rotations, applied to the reflections' product, give the vectors.
/// </summary>
public sealed class SymmetricEigen
{
    private readonly double[] _vectors;

    private SymmetricEigen(double[] values, double[] vectors)
    {
        Values = values;
        _vectors = vectors;
    }

    /// <summary>The eigenvalues, largest first, each as often as it occurs.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>
    /// The unit eigenvector that belongs to <c>Values[index]</c>, <c>[size]</c>. The vectors are orthogonal; of the two signs the one is taken
    /// that makes the element of largest size (the first of equals) positive.
    /// </summary>
    public ReadOnlySpan<double> Vector(int index) => _vectors.AsSpan(index * Values.Count, Values.Count);

    /// <summary>
    /// Decomposes a matrix. Errors are a small multiple of 1e-16 of the largest eigenvalue. The result does not depend on the number of threads.
    /// </summary>
    /// <param name="matrix"><c>[size, size]</c>, symmetric (only the upper triangle is believed), finite.</param>
    /// <param name="size">Rows and columns, from 1.</param>
    /// <param name="threads">Most threads to use; -1 for as many as the machine has.</param>
    /// <exception cref="ArgumentException">The number of elements does not fit the size, or an element is not finite.</exception>
    public static SymmetricEigen Decompose(ReadOnlySpan<double> matrix, int size, int threads = -1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (matrix.Length != (long)size * size)
            throw new ArgumentException($"A matrix of size {size} has {(long)size * size} elements, not {matrix.Length}.", nameof(matrix));
        double[] work = new double[matrix.Length];
        for (int row = 0; row < size; row++)
            for (int column = row; column < size; column++)
                work[(row * size) + column] = work[(column * size) + row] = matrix[(row * size) + column];

        // Brought to a largest element of 1, squares neither overflow nor vanish where it matters.
        double scale = TensorPrimitives.MaxMagnitude<double>(work);
        scale = Math.Abs(scale);
        if (!double.IsFinite(scale)) throw new ArgumentException("An element of the matrix is not finite.", nameof(matrix));
        if (scale > 0) TensorPrimitives.Divide(work, scale, work);

        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Tridiagonal tridiagonal = Tridiagonal.Reduce(work, size);
        double[] vectors = tridiagonal.Basis(options);
        PlaneRotations rotations = tridiagonal.Diagonalise();
        rotations.Apply(vectors, size, options);
        return Ordered(tridiagonal.Diagonal, scale, vectors);
    }

    private static SymmetricEigen Ordered(double[] values, double scale, double[] vectors)
    {
        int size = values.Length;
        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(index => values[index])];
        double[] sortedValues = new double[size];
        double[] sortedVectors = new double[vectors.Length];
        for (int rank = 0; rank < size; rank++)
        {
            sortedValues[rank] = values[order[rank]] * scale;
            ReadOnlySpan<double> vector = vectors.AsSpan(order[rank] * size, size);
            double sign = vector[TensorPrimitives.IndexOfMaxMagnitude(vector)] < 0 ? -1 : 1;
            TensorPrimitives.Multiply(vector, sign, sortedVectors.AsSpan(rank * size, size));
        }

        return new SymmetricEigen(sortedValues, sortedVectors);
    }
}
