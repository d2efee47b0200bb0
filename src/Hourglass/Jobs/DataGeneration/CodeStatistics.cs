using Hourglass.Artifacts;
using Hourglass.Data;

namespace Hourglass.Jobs.DataGeneration;

/// <summary>Where the codes of the training rows lie, number by number.</summary>
/// <param name="Mean">Mean of each number, <c>[code]</c>.</param>
/// <param name="Deviation">Standard deviation of drawn codes: near 1 for variational ones.</param>
/// <param name="Activity">Variance over the rows of the code's mean: a number is active, that is used, above <see cref="ActiveAbove"/> (Burda et al. 2016, section 5.2).</param>
internal sealed record CodeStatistics(float[] Mean, float[] Deviation, float[] Activity)
{
    public const double ActiveAbove = 0.01;

    /// <summary>The numbers that are active, the most active first.</summary>
    public IReadOnlyList<int> Active => [.. Enumerable.Range(0, Activity.Length).Where(i => Activity[i] > ActiveAbove).OrderByDescending(i => Activity[i])];

    public static CodeStatistics Of(TrainedAutoencoder autoencoder, DataSet rows, ulong seed)
    {
        (float[] mean, float[] activity) = Moments(autoencoder.Encode(rows));
        (_, float[] variance) = Moments(autoencoder.DrawCodes(rows, seed));
        return new(mean, Array.ConvertAll(variance, MathF.Sqrt), activity);
    }

    /// <summary>Variance over the rows of each number of some codes, <c>[code]</c>.</summary>
    public static float[] VarianceOf(float[,] codes) => Moments(codes).Variance;

    public IReadOnlyList<NamedTensor> ToTensors() => [new("mean", [Mean.Length], Mean), new("deviation", [Mean.Length], Deviation), new("activity", [Mean.Length], Activity)];

    public static CodeStatistics FromTensors(IReadOnlyList<NamedTensor> tensors, int width)
    {
        var statistics = new CodeStatistics(tensors.ValuesOf("mean"), tensors.ValuesOf("deviation"), tensors.ValuesOf("activity"));
        return statistics.Mean.Length == width && statistics.Deviation.Length == width && statistics.Activity.Length == width
            ? statistics
            : throw new FormatException($"Statistics of {statistics.Mean.Length} numbers for codes of {width}.");
    }

    private static (float[] Mean, float[] Variance) Moments(float[,] codes)
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

        return (mean, variance);
    }
}
