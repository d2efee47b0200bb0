namespace Hourglass.Evaluation;

/// <summary>Mean and variance of each number of some codes.</summary>
/// <param name="Mean"><c>[code]</c>.</param>
/// <param name="Variance"><c>[code]</c>, over all rows.</param>
internal sealed record CodeMoments(float[] Mean, float[] Variance)
{
    /// <summary>A number of a variational code is active, that is used, when its mean varies over the rows more than this (Burda et al. 2016, section 5.2).</summary>
    public const double ActiveAbove = 0.01;

    public int Active => Variance.Count(variance => variance > ActiveAbove);

    /// <param name="codes">[rows, code].</param>
    public static CodeMoments Of(float[,] codes)
    {
        (int rows, int width) = (codes.GetLength(0), codes.GetLength(1));
        float[] mean = new float[width], variance = new float[width];
        for (int i = 0; i < width; i++)
        {
            double sum = 0, squares = 0;
            for (int row = 0; row < rows; row++) sum += codes[row, i];
            for (int row = 0; row < rows; row++) squares += Math.Pow(codes[row, i] - (sum / rows), 2);
            (mean[i], variance[i]) = ((float)(sum / rows), (float)(squares / rows));
        }

        return new(mean, variance);
    }
}
