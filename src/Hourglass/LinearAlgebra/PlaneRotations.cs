using System.Numerics;
using System.Runtime.InteropServices;

namespace Hourglass.LinearAlgebra;

/// <summary>
/// Sweeps of rotations of neighbouring rows, written down first and applied later: narrow strips of columns then stay in the cache while all
/// sweeps pass over them, and strips can go to different threads without changing a bit of the result.
/// </summary>
internal sealed class PlaneRotations
{
    private const int VectorsPerStrip = 4;

    private readonly List<(int FirstRow, int Start)> _sweeps = [];
    private readonly List<(double Cosine, double Sine)> _rotations = [];

    /// <summary>Begins a sweep: its first rotation turns rows <paramref name="firstRow"/> and the next, each further one a row lower.</summary>
    public void BeginSweep(int firstRow) => _sweeps.Add((firstRow, _rotations.Count));

    /// <summary>Adds a rotation to the sweep: (upper, lower) becomes (cosine upper + sine lower, cosine lower - sine upper).</summary>
    public void Add(double cosine, double sine) => _rotations.Add((cosine, sine));

    /// <summary>Turns the rows of a matrix <c>[size, size]</c> in place.</summary>
    public void Apply(double[] matrix, int size, ParallelOptions options)
    {
        int width = VectorsPerStrip * Vector<double>.Count;
        Parallel.For(0, (size + width - 1) / width, options, () => new double[size * width], (index, _, strip) =>
        {
            int column = index * width, columns = Math.Min(width, size - column);
            for (int row = 0; row < size; row++) matrix.AsSpan((row * size) + column, columns).CopyTo(strip.AsSpan(row * width));
            ApplyTo(strip);
            for (int row = 0; row < size; row++) strip.AsSpan(row * width, columns).CopyTo(matrix.AsSpan((row * size) + column));
            return strip;
        }, _ => { });
    }

    private void ApplyTo(double[] strip)
    {
        Span<Vector<double>> rows = MemoryMarshal.Cast<double, Vector<double>>(strip.AsSpan());
        ReadOnlySpan<(double Cosine, double Sine)> rotations = CollectionsMarshal.AsSpan(_rotations);
        for (int sweep = 0; sweep < _sweeps.Count; sweep++)
        {
            (int firstRow, int start) = _sweeps[sweep];
            int end = sweep + 1 < _sweeps.Count ? _sweeps[sweep + 1].Start : rotations.Length;

            // The lower row of one rotation is the upper row of the next and stays in registers.
            Span<Vector<double>> row = rows[(firstRow * VectorsPerStrip)..];
            Vector<double> upper0 = row[0], upper1 = row[1], upper2 = row[2], upper3 = row[3];
            foreach ((double c, double s) in rotations[start..end])
            {
                Vector<double> cosine = new(c), sine = new(s);
                Vector<double> lower0 = row[4], lower1 = row[5], lower2 = row[6], lower3 = row[7];
                row[0] = (cosine * upper0) + (sine * lower0);
                row[1] = (cosine * upper1) + (sine * lower1);
                row[2] = (cosine * upper2) + (sine * lower2);
                row[3] = (cosine * upper3) + (sine * lower3);
                upper0 = (cosine * lower0) - (sine * upper0);
                upper1 = (cosine * lower1) - (sine * upper1);
                upper2 = (cosine * lower2) - (sine * upper2);
                upper3 = (cosine * lower3) - (sine * upper3);
                row = row[VectorsPerStrip..];
            }

            row[0] = upper0;
            row[1] = upper1;
            row[2] = upper2;
            row[3] = upper3;
        }
    }
}
