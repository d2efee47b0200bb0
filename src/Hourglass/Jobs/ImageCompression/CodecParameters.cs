using Hourglass.Artifacts;
using Hourglass.Jobs.ImageCompression.Coefficients;
using Hourglass.Jobs.ImageCompression.Transform;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>All numbers of a trained codec that a decoder needs: whole ones, so that every machine decodes the same pixels.</summary>
/// <param name="Colours">The axes of colour.</param>
/// <param name="Scales">Rounding steps of bands.</param>
/// <param name="Rotated">Statistics of lossy pictures.</param>
/// <param name="Reversible">Statistics of pictures without loss.</param>
/// <param name="Restoration">What is done to a decoded lossy picture.</param>
internal sealed record CodecParameters(ColourRotation Colours, BandScales Scales, ContextTables Rotated, ContextTables Reversible, Restoration Restoration)
{
    // What was seen more often counts as seen so often: a picture of another kind is learnt quickly.
    public const int Settled = 30;
    private const string TransformSection = "transform", LossySection = "contexts-lossy", LosslessSection = "contexts-lossless";

    /// <summary>As sections of a model file.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> ToSections() => new Dictionary<string, IReadOnlyList<NamedTensor>>
    {
        [TransformSection] = [Whole("colours", [3, 3], Colours.Matrix), Whole("scales", [BandLayout.MostLevels, 4], Scales.Values)],
        [LossySection] = Rotated.ToTensors(Settled),
        [LosslessSection] = Reversible.ToTensors(Settled),
    };

    /// <summary>From a model file.</summary>
    /// <param name="sections">Its sections.</param>
    /// <param name="autoencoder">Whose net restores.</param>
    /// <exception cref="FormatException">They do not fit.</exception>
    public static CodecParameters FromSections(IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> sections, TrainedAutoencoder autoencoder)
    {
        return new CodecParameters(
            new ColourRotation(Numbers(Section(TransformSection).ValuesOf("colours"))), new BandScales(Numbers(Section(TransformSection).ValuesOf("scales"))),
            ContextTables.FromTensors(Section(LossySection)), ContextTables.FromTensors(Section(LosslessSection)), Restoration.From(autoencoder));

        IReadOnlyList<NamedTensor> Section(string name) => sections.TryGetValue(name, out IReadOnlyList<NamedTensor>? tensors) ? tensors : throw new FormatException($"There is no section '{name}'.");

        int[] Numbers(float[] values) => [.. values.Select(value => (int)Math.Clamp(value, -1e9f, 1e9f))];
    }

    private static NamedTensor Whole(string name, int[] shape, ReadOnlySpan<int> values)
    {
        var numbers = new float[values.Length];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = values[i];
        return new NamedTensor(name, [.. shape], numbers);
    }
}
