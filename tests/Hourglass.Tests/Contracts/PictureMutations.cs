using System.Buffers.Binary;
using Hourglass.Coding;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Jobs.ImageCompression.Bitstream;
using Hourglass.Numerics;

namespace Hourglass.Tests.Contracts;

/// <summary>Damaged compressed pictures: each ends in an error, in a picture that is said to be partial, or in the pixels of the sound file.</summary>
/// <param name="codec">Whose files they are.</param>
public sealed class PictureMutations(ImageCodec codec)
{
    private readonly byte[][] _files = [.. Documents().SelectMany(document => (CompressionTarget[])[new CompressionTarget.Quality(50), CompressionTarget.Lossless], (document, target) => codec.Compress(document, target))];

    /// <summary>What became of a damaged file.</summary>
    public enum Outcome
    {
        /// <summary>It was refused.</summary>
        Refused,

        /// <summary>A picture that is said to be partial.</summary>
        Partial,

        /// <summary>The picture of the sound file.</summary>
        Same,
    }

    /// <summary>Damages a file and reads it. In every third the checksums of header and parts are made to fit, so that the decoder itself is reached.</summary>
    /// <param name="seed">What is damaged follows from it.</param>
    /// <exception cref="InvalidDataException">The outcome is none of those that are allowed.</exception>
    public Outcome Try(ulong seed)
    {
        var random = new RandomStream(seed, "damage");
        byte[] whole = _files[random.NextInt(_files.Length)], damaged = Mutation.Of(whole, random);
        bool isDeceitful = seed % 3 == 2;
        if (isDeceitful) damaged = Deceitful(whole, random);
        try
        {
            var file = CompressedPicture.Parse(damaged, "damaged");
            PictureDocument decoded = codec.Decompress(file, new DecompressionOptions { AllowsDamage = true, Threads = 1 });
            if (file.Damage is not null || isDeceitful) return Outcome.Partial;
            PictureDocument sound = codec.Decompress(CompressedPicture.Parse(whole, "whole"), new DecompressionOptions { Threads = 1 });
            return decoded.Picture.Pixels.AsSpan().SequenceEqual(sound.Picture.Pixels) && (decoded.Alpha ?? []).AsSpan().SequenceEqual(sound.Alpha ?? [])
                ? Outcome.Same
                : throw new InvalidDataException($"Seed {seed}: other pixels, and nothing is said of damage.");
        }
        catch (InputException)
        {
            return Outcome.Refused;
        }
    }

    // A byte of a part changed and its checksum made to fit: no reader can know, so it only has to end.
    private static byte[] Deceitful(byte[] whole, RandomStream random)
    {
        byte[] changed = [.. whole];
        // Magic, version, model, content, then numbers: width, height, step, lengths.
        int next = 10;
        int Number()
        {
            int value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte part = whole[next++];
                value |= (part & 127) << shift;
                if (part < 128) return value;
            }
        }

        var content = whole[9];
        (int width, int height, _) = (Number(), Number(), Number());
        var grid = new TileGrid(width, height);
        int[] lengths = [.. Enumerable.Range(0, (grid.Tiles * grid.Segments * ((content & 2) == 0 ? 1 : 2)) + (content >> 3)).Select(_ => Number())];
        if (random.NextInt(4) == 0)
        {
            changed[9 + random.NextInt(next - 9)] = (byte)random.NextInt(256);
            BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(next), Crc32.Of(changed.AsSpan(0, next)));
            return changed;
        }

        int part = random.NextInt(lengths.Length), start = next + 4 + lengths[..part].Sum() + (4 * part);
        if (lengths[part] > 0) changed[start + random.NextInt(lengths[part])] = (byte)random.NextInt(256);
        BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(start + lengths[part]), Crc32.Of(changed.AsSpan(start, lengths[part])));
        return changed;
    }

    private static IEnumerable<PictureDocument> Documents()
    {
        var said = new PictureMetadata("II*\0camera"u8.ToArray(), new byte[300], default);
        yield return new PictureDocument(Striped(24, 20, 1));
        yield return new PictureDocument(Striped(31, 9, 3), Striped(31, 9, 1).Pixels, said);
        // In four segments.
        yield return new PictureDocument(Striped(136, 128, 1));
    }

    private static Picture Striped(int width, int height, int channels) =>
        new(width, height, channels, [.. Enumerable.Range(0, width * height * channels).Select(i => (byte)(i * 7 / (1 + (i / 97 % 5))))]);
}
