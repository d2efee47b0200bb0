using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Evaluation;

namespace Hourglass.Jobs.DataGeneration;

/// <summary>Where the codes of the training rows lie, number by number.</summary>
/// <param name="Mean">Mean of each number, <c>[code]</c>.</param>
/// <param name="Deviation">Standard deviation of drawn codes: near 1 for variational ones.</param>
/// <param name="Activity">Variance over the rows of the code's mean: a number is active, that is used, above <see cref="CodeMoments.ActiveAbove"/>.</param>
internal sealed record CodeStatistics(float[] Mean, float[] Deviation, float[] Activity)
{
    /// <summary>The numbers that are active, the most active first.</summary>
    public IReadOnlyList<int> Active => [.. Enumerable.Range(0, Activity.Length).Where(i => Activity[i] > CodeMoments.ActiveAbove).OrderByDescending(i => Activity[i])];

    public static CodeStatistics Of(TrainedAutoencoder autoencoder, DataSet rows, ulong seed)
    {
        (float[] mean, float[] activity) = CodeMoments.Of(autoencoder.Encode(rows));
        (_, float[] variance) = CodeMoments.Of(autoencoder.DrawCodes(rows, seed));
        return new(mean, Array.ConvertAll(variance, MathF.Sqrt), activity);
    }

    public IReadOnlyList<NamedTensor> ToTensors() => [new("mean", [Mean.Length], Mean), new("deviation", [Mean.Length], Deviation), new("activity", [Mean.Length], Activity)];

    public static CodeStatistics FromTensors(IReadOnlyList<NamedTensor> tensors, int width)
    {
        var statistics = new CodeStatistics(tensors.ValuesOf("mean"), tensors.ValuesOf("deviation"), tensors.ValuesOf("activity"));
        return statistics.Mean.Length == width && statistics.Deviation.Length == width && statistics.Activity.Length == width
            ? statistics
            : throw new FormatException($"Statistics of {statistics.Mean.Length} numbers for codes of {width}.");
    }
}
