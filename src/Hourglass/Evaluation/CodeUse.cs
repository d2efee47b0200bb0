using Hourglass.LinearAlgebra;

namespace Hourglass.Evaluation;

/// <summary>How much of a code some rows make use of.</summary>
/// <param name="Rows">Rows looked at.</param>
/// <param name="Variance">Variance of each number of the code over the rows, <c>[code]</c>.</param>
/// <param name="Dead">Numbers that are the same for every row: they say nothing.</param>
/// <param name="AlwaysZero">Those of them that are 0, as rectified units are that no row switches on.</param>
/// <param name="ZeroShare">Share of zeros among all numbers of all codes: how sparse the codes are.</param>
/// <param name="EffectiveDimension">
/// (sum of eigenvalues)^2 / sum of squared eigenvalues of the codes' covariance: n when n directions vary equally and no others, less the more unequally
/// (the participation ratio; Litwin-Kumar et al. 2017). Null for fewer than 2 rows, codes without any variance, and codes of more than
/// <see cref="WidestCode"/> numbers.
/// </param>
public sealed record CodeUse(int Rows, IReadOnlyList<double> Variance, int Dead, int AlwaysZero, double ZeroShare, double? EffectiveDimension)
{
    /// <summary>The largest code whose covariance is computed.</summary>
    public const int WidestCode = 1024;

    /// <summary>Looks at codes.</summary>
    /// <param name="codes">[rows, code].</param>
    public static CodeUse Of(float[,] codes)
    {
        (int rows, int width) = (codes.GetLength(0), codes.GetLength(1));
        int dead = 0, alwaysZero = 0;
        long zeros = 0;
        for (int i = 0; i < width; i++)
        {
            bool varies = false;
            for (int row = 0; row < rows; row++)
            {
                varies |= codes[row, i] != codes[0, i];
                if (codes[row, i] == 0) zeros++;
            }

            if (varies) continue;
            dead++;
            if (codes[0, i] == 0) alwaysZero++;
        }

        return new(rows, [.. CodeMoments.Of(codes).Variance.Select(variance => (double)variance)], dead, alwaysZero, zeros / (double)codes.Length, Dimension(codes));
    }

    private static double? Dimension(float[,] codes)
    {
        (int rows, int width) = (codes.GetLength(0), codes.GetLength(1));
        if (rows < 2 || width > WidestCode) return null;
        double[] covariance = Covariance.Of(rows, width, (row, target) =>
        {
            for (int i = 0; i < width; i++) target[i] = codes[row, i];
        }).Matrix;

        // The sum of the eigenvalues is the trace, that of their squares the sum of all squared elements.
        double trace = Enumerable.Range(0, width).Sum(i => covariance[(i * width) + i]), squares = covariance.Sum(value => value * value);
        return squares > 0 ? trace * trace / squares : null;
    }
}
