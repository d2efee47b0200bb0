using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Hourglass.Artifacts;

namespace Hourglass.Jobs.TextGeneration;

/// <summary>
/// Tells whether a text was among those trained on, without keeping any: the first 72 bits of the SHA-256 of each, in the order of their values.
/// </summary>
internal sealed class KnownTexts
{
    // A float holds 24 bits exactly.
    private const int Pieces = 3, BitsOfPiece = 24;

    private readonly HashSet<UInt128> _digests;

    private KnownTexts(IEnumerable<UInt128> digests) => _digests = [.. digests];

    public int Count => _digests.Count;

    public static KnownTexts Of(IEnumerable<string> texts) => new(texts.Select(Digest));

    public bool Contains(string text) => _digests.Contains(Digest(text));

    public NamedTensor ToTensor() => new(
        "digests", [Count, Pieces], [.. _digests.Order().SelectMany(digest => Enumerable.Range(0, Pieces).Select(piece => (float)(int)((digest >> (BitsOfPiece * piece)) & 0xFFFFFF)))]);

    /// <exception cref="FormatException">The tensor does not make sense.</exception>
    public static KnownTexts FromTensor(NamedTensor tensor) => tensor is { Shape: [_, Pieces] } && tensor.Values.All(value => value >= 0 && value < 1 << BitsOfPiece)
        ? new(tensor.Values.Chunk(Pieces).Select(pieces => pieces.Reverse().Aggregate(UInt128.Zero, (digest, piece) => (digest << BitsOfPiece) | (uint)piece)))
        : throw new FormatException("The digests of the texts do not make sense.");

    private static UInt128 Digest(string text) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) & ((UInt128.One << (Pieces * BitsOfPiece)) - 1);
}
