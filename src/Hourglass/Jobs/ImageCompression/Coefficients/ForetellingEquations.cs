
namespace Hourglass.Jobs.ImageCompression.Coefficients;

/// <summary>
/// The weights with which the magnitudes around foretell a magnitude: least squares, each error counted beside the square of what the weights so far expect, as the
/// spread of a magnitude grows with its mean. No weight is negative.
/// </summary>
/// <param name="weights">Those so far, [kind, neighbour] in 1024ths.</param>
internal sealed class ForetellingEquations(int[] weights)
{
    private const int Size = ContextTables.Neighbours, Sweeps = 400;

    // What is expected at least, so that places where all is zero do not count without end.
    private const double LeastExpected = 0.05;
    private readonly int[] _weights = [.. weights];
    private readonly double[] _products = new double[Band.Kinds * Size * Size], _targets = new double[Band.Kinds * Size];

    /// <summary>Adds what was seen around a coefficient, and its magnitude.</summary>
    public void Observe(int kind, ReadOnlySpan<int> seen, int magnitude)
    {
        double expected = LeastExpected;
        for (int i = 0; i < Size; i++) expected += _weights[(kind * Size) + i] * seen[i] / 1024.0;
        double counts = 1 / (expected * expected);
        for (int i = 0; i < Size; i++)
        {
            if (seen[i] == 0) continue;
            double weighed = counts * seen[i];
            _targets[(kind * Size) + i] += weighed * Math.Min(magnitude, byte.MaxValue);
            Span<double> products = _products.AsSpan(((kind * Size) + i) * Size, Size);
            for (int j = 0; j < Size; j++) products[j] += weighed * seen[j];
        }
    }

    /// <summary>Solves them, one weight after the other, until nothing changes much.</summary>
    /// <param name="result">[kind, neighbour] in 1024ths.</param>
    /// <param name="kinds">For the first kinds only; those that nothing was seen of stay.</param>
    public void Solve(int[] result, int kinds)
    {
        var solution = new double[Size];
        for (int kind = 0; kind < kinds; kind++)
        {
            ReadOnlySpan<double> products = _products.AsSpan(kind * Size * Size, Size * Size), targets = _targets.AsSpan(kind * Size, Size);
            if (products[0] == 0) continue;
            Array.Clear(solution);
            for (int sweep = 0; sweep < Sweeps; sweep++)
            {
                for (int i = 0; i < Size; i++)
                {
                    double own = products[(i * Size) + i], rest = targets[i];
                    if (own < 1e-9) continue;
                    for (int j = 0; j < Size; j++) if (j != i) rest -= products[(i * Size) + j] * solution[j];
                    solution[i] = Math.Max(0, rest / own);
                }
            }

            for (int i = 0; i < Size; i++) result[(kind * Size) + i] = (int)Math.Round(Math.Min(solution[i], 8) * 1024);
        }
    }
}
