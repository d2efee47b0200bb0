using System.Buffers.Binary;
using System.Security.Cryptography;
using Hourglass.Artifacts;
using Hourglass.Jobs.ImageCompression.Coefficients;
using Hourglass.Jobs.ImageCompression.Transform;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>All numbers of a trained codec that a decoder needs: whole ones, so that every machine decodes the same pixels.</summary>
/// <param name="Colours">The axes of colour.</param>
/// <param name="Scales">Rounding steps of bands.</param>
/// <param name="Rotated">Statistics of lossy pictures.</param>
/// <param name="Reversible">Statistics of pictures without loss.</param>
internal sealed record CodecParameters(ColourRotation Colours, BandScales Scales, ContextTables Rotated, ContextTables Reversible)
{
    // What was seen more often counts as seen so often: a picture of another kind is learnt quickly.
    private const int Settled = 30;
    private const string TransformSection = "transform", RotatedSection = "contexts.rotated", ReversibleSection = "contexts.reversible";

    /// <summary>As sections of a model file.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> ToSections() => new Dictionary<string, IReadOnlyList<NamedTensor>>
    {
        [TransformSection] = [Whole("colours", [3, 3], Colours.Matrix), Whole("scales", [BandLayout.MostLevels, 4], Scales.Values)],
        [RotatedSection] = Rotated.ToTensors(Settled),
        [ReversibleSection] = Reversible.ToTensors(Settled),
    };

    /// <summary>From sections of a model file.</summary>
    /// <exception cref="FormatException">They do not fit.</exception>
    public static CodecParameters FromSections(IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> sections)
    {
        return new CodecParameters(
            new ColourRotation(Numbers(Section(TransformSection).ValuesOf("colours"))), new BandScales(Numbers(Section(TransformSection).ValuesOf("scales"))),
            ContextTables.FromTensors(Section(RotatedSection)), ContextTables.FromTensors(Section(ReversibleSection)));

        IReadOnlyList<NamedTensor> Section(string name) => sections.TryGetValue(name, out IReadOnlyList<NamedTensor>? tensors) ? tensors : throw new FormatException($"There is no section '{name}'.");

        int[] Numbers(float[] values) => [.. values.Select(value => (int)Math.Clamp(value, -1e9f, 1e9f))];
    }

    /// <summary>The first 4 bytes of SHA-256 over all numbers: a compressed picture names the model it needs by it.</summary>
    public uint Id()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((_, IReadOnlyList<NamedTensor> tensors) in ToSections().OrderBy(section => section.Key, StringComparer.Ordinal))
        {
            foreach (NamedTensor tensor in tensors)
            {
                var bytes = new byte[sizeof(float) * tensor.Values.Length];
                for (int i = 0; i < tensor.Values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * i), tensor.Values[i]);
                hash.AppendData(bytes);
            }
        }

        return BinaryPrimitives.ReadUInt32BigEndian(hash.GetHashAndReset());
    }

    private static NamedTensor Whole(string name, int[] shape, ReadOnlySpan<int> values)
    {
        var numbers = new float[values.Length];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = values[i];
        return new NamedTensor(name, [.. shape], numbers);
    }
}
