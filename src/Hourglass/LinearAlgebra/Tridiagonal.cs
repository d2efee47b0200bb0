using System.Numerics.Tensors;
using Hourglass.Errors;

namespace Hourglass.LinearAlgebra;

/// <summary>
/// A symmetric tridiagonal matrix T = Q' A Q together with the Householder reflections whose product is Q (Golub and Van Loan, section 8.3).
/// Everything runs along rows, so that memory is read in order.
/// </summary>
internal sealed class Tridiagonal
{
    private const double Epsilon = 2.220446049250313e-16; // distance from 1 to the next double
    private const int MostStepsPerValue = 60; // two or three are usual

    private readonly int _size;
    private readonly double[] _reflections; // row k holds, from column k + 1 on, the vector v of H = I - weight v v'
    private readonly double[] _weights;
    private readonly double[] _beside; // element i stands between rows i and i + 1

    private Tridiagonal(int size, double[] work)
    {
        _size = size;
        _reflections = work;
        _weights = new double[size];
        _beside = new double[size];
        Diagonal = new double[size];
    }

    /// <summary>The diagonal; after <see cref="Diagonalise"/> the eigenvalues in no particular order.</summary>
    public double[] Diagonal { get; }

    /// <summary>Reduces a full symmetric matrix <c>[size, size]</c>, which is overwritten by the reflections.</summary>
    public static Tridiagonal Reduce(double[] matrix, int size)
    {
        var result = new Tridiagonal(size, matrix);
        double[] product = new double[size];
        for (int k = 0; k < size - 1; k++)
        {
            result.Diagonal[k] = matrix[(k * size) + k];
            int first = k + 1;
            Span<double> v = matrix.AsSpan((k * size) + first, size - first);
            double length = v.Length == 1 ? 0 : TensorPrimitives.Norm<double>(v);
            if (length == 0 || TensorPrimitives.SumOfMagnitudes<double>(v[1..]) == 0)
            {
                result._beside[k] = v[0]; // already tridiagonal here
                continue;
            }

            // H maps the row's tail to (-sign(v0) length, 0, ..., 0); this sign avoids cancellation.
            double target = v[0] > 0 ? -length : length;
            double weight = 1 / (length * (length + Math.Abs(v[0])));
            v[0] -= target;
            result._beside[k] = target;
            result._weights[k] = weight;

            // The block below becomes H B H = B - v w' - w v', where p = weight B v and w = p - (weight / 2) (p'v) v.
            Span<double> w = product.AsSpan(first);
            for (int i = first; i < size; i++)
                product[i] = weight * TensorPrimitives.Dot<double>(matrix.AsSpan((i * size) + first, size - first), v);
            TensorPrimitives.MultiplyAdd(v, -0.5 * weight * TensorPrimitives.Dot<double>(w, v), w, w);
            for (int i = first; i < size; i++)
            {
                Span<double> row = matrix.AsSpan((i * size) + first, size - first);
                TensorPrimitives.MultiplyAdd(w, -v[i - first], row, row);
                TensorPrimitives.MultiplyAdd(v, -w[i - first], row, row);
            }
        }

        result.Diagonal[size - 1] = matrix[^1];
        return result;
    }

    /// <summary>Q transposed: row i is the direction, in the original coordinates, of coordinate i of the tridiagonal matrix.</summary>
    public double[] Basis(ParallelOptions options)
    {
        double[] basis = new double[_size * _size];
        Parallel.For(0, _size, options, i =>
        {
            basis[(i * _size) + i] = 1;
            for (int k = i - 1; k >= 0; k--) // reflection k leaves the first k + 1 coordinates alone
            {
                if (_weights[k] == 0) continue;
                ReadOnlySpan<double> v = _reflections.AsSpan((k * _size) + k + 1, _size - k - 1);
                Span<double> row = basis.AsSpan((i * _size) + k + 1, _size - k - 1);
                TensorPrimitives.MultiplyAdd(v, -_weights[k] * TensorPrimitives.Dot(v, row), row, row);
            }
        });
        return basis;
    }

    /// <summary>Makes the matrix diagonal by implicit QR steps and returns the rotations in the order in which they were made.</summary>
    /// <exception cref="WorkFailedException">A value did not converge; no finite matrix is known for which this happens.</exception>
    public PlaneRotations Diagonalise()
    {
        var rotations = new PlaneRotations();
        double largest = 0;
        for (int i = 0; i < _size; i++) largest = Math.Max(largest, Math.Abs(Diagonal[i]) + Math.Abs(_beside[i]));
        double negligible = Epsilon * largest;

        int steps = 0;
        for (int last = _size - 1; last > 0;)
        {
            if (Math.Abs(_beside[last - 1]) <= negligible)
            {
                _beside[last - 1] = 0;
                last--;
                steps = 0;
                continue;
            }

            if (++steps > MostStepsPerValue)
                throw new WorkFailedException("The eigenvalues of a matrix did not converge.", found: $"{MostStepsPerValue} steps for one value");
            int first = last - 1;
            while (first > 0 && Math.Abs(_beside[first - 1]) > negligible) first--;
            Step(first, last, rotations);
        }

        return rotations;
    }

    /// <summary>
    /// One QR step on rows first..last: the rotation that the shifted matrix asks for in its first column pushes an element out of the
    /// three diagonals, and each further rotation chases it one row down until it leaves at the end.
    /// </summary>
    private void Step(int first, int last, PlaneRotations rotations)
    {
        double[] diagonal = Diagonal;
        double half = (diagonal[last - 1] - diagonal[last]) / 2, corner = _beside[last - 1];
        double shift = diagonal[last] - (corner * corner / (half + Math.CopySign(double.Hypot(half, corner), half)));

        rotations.BeginSweep(first);
        double x = diagonal[first] - shift, outside = _beside[first];
        for (int k = first; k < last; k++)
        {
            double length = double.Hypot(x, outside);
            double cosine = length == 0 ? 1 : x / length, sine = length == 0 ? 0 : outside / length;
            if (k > first) _beside[k - 1] = length;

            double upper = diagonal[k], lower = diagonal[k + 1], beside = _beside[k];
            double turned = (sine * (lower - upper)) + (2 * cosine * beside);
            diagonal[k] = upper + (sine * turned);
            diagonal[k + 1] = lower - (sine * turned);
            _beside[k] = (cosine * turned) - beside;

            x = _beside[k];
            if (k + 1 < last)
            {
                outside = sine * _beside[k + 1];
                _beside[k + 1] *= cosine;
            }

            rotations.Add(cosine, sine);
        }
    }
}
