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
/// <param name="more">Sound files of it to damage beside those that are made here.</param>
public sealed class PictureMutations(ImageCodec codec, params byte[][] more)
{
    private const int HeaderStart = 10;

    private readonly (byte[] File, PictureDocument Sound)[] _files =
    [
        .. Documents().SelectMany(document => (CompressionTarget[])[new CompressionTarget.Quality(50), CompressionTarget.Lossless], (document, target) => codec.Compress(document, target)).Concat(more)
            .Select(file => (file, codec.Decompress(CompressedPicture.Parse(file, "whole"), new DecompressionOptions { Threads = 1 }))),
    ];

    /// <summary>What became of a damaged file.</summary>
    public enum Outcome
    {
        /// <summary>It was refused.</summary>
        Refused,

        /// <summary>A picture that is said to be partial.</summary>
        Partial,

        /// <summary>The picture of the sound file.</summary>
        Same,

        /// <summary>A picture, of a file whose checksums were made to fit: no reader can know.</summary>
        Deceived,
    }

    /// <summary>Damages a file and reads it. In every third the checksums of header and parts are made to fit, so that the decoder itself is reached.</summary>
    /// <param name="seed">What is damaged follows from it, and whether a damaged file is to be decoded as far as it goes.</param>
    /// <exception cref="InvalidDataException">The outcome is none of those that are allowed.</exception>
    public Outcome Try(ulong seed)
    {
        var random = new RandomStream(seed, "damage");
        (byte[] whole, PictureDocument sound) = _files[random.NextInt(_files.Length)];
        bool isDeceitful = seed % 3 == 2, allowsDamage = random.NextInt(3) > 0;
        byte[] damaged = isDeceitful ? Deceitful(whole, random) : Mutation.Of(whole, random);
        try
        {
            var file = CompressedPicture.Parse(damaged, "damaged");
            PictureDocument decoded = codec.Decompress(file, new DecompressionOptions { AllowsDamage = allowsDamage, Threads = 1 });
            if (file.Damage is not null) return allowsDamage ? Outcome.Partial : throw new InvalidDataException($"Seed {seed}: decoded, though damaged: {file.Damage}.");
            if (decoded.Picture.Pixels.AsSpan().SequenceEqual(sound.Picture.Pixels) && (decoded.Alpha ?? []).AsSpan().SequenceEqual(sound.Alpha ?? [])) return Outcome.Same;
            return isDeceitful ? Outcome.Deceived : throw new InvalidDataException($"Seed {seed}: other pixels, and nothing is said of damage.");
        }
        catch (InputException)
        {
            return Outcome.Refused;
        }
    }

    private static byte[] Deceitful(byte[] whole, RandomStream random)
    {
        byte[] changed = [.. whole];
        (int next, int[] lengths) = Header(whole)!.Value;
        if (random.NextInt(4) == 0)
        {
            // A header's byte, from what the picture is to the last length; its checksum lies where the header ends now.
            changed[HeaderStart - 1 + random.NextInt(next - HeaderStart + 1)] = (byte)random.NextInt(256);
            if (Header(changed) is var (end, _) && end + 4 <= changed.Length) BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(end), Crc32.Of(changed.AsSpan(0, end)));
            return changed;
        }

        int part = random.NextInt(lengths.Length), start = next + 4 + lengths[..part].Sum() + (4 * part), before = next - lengths.Sum(Written);
        byte[] other = Mutation.Of(whole[start..(start + lengths[part])], random);
        (int rest, lengths[part]) = (start + lengths[part] + 4, other.Length);
        List<byte> file = [.. whole[..before]];
        foreach (int length in lengths) VariableNumber.Add(file, length);
        return [.. WithChecksum([.. file]), .. whole[(next + 4)..start], .. WithChecksum(other), .. whole[rest..]];
    }

    // Where the numbers of a header end, and the lengths of the parts; null when they make no sense. Before them: magic, version, model, content.
    private static (int End, int[] Lengths)? Header(byte[] file)
    {
        var numbers = new VariableNumber(file.AsSpan(HeaderStart));
        (int content, int width, int height, _) = (file[HeaderStart - 1], numbers.Next(), numbers.Next(), numbers.Next());
        if (!numbers.IsSound || Math.Max(width, height) > CompressedPicture.LongestSide || (long)width * height > CompressedPicture.MostPixels) return null;
        var grid = new TileGrid(width, height);
        var lengths = new int[(grid.Tiles * grid.Segments * ((content & 2) == 0 ? 1 : 2)) + (content >> 3 & 1)];
        for (int i = 0; i < lengths.Length; i++) lengths[i] = numbers.Next();
        return numbers.IsSound ? (HeaderStart + numbers.Length, lengths) : null;
    }

    private static int Written(int number) => number < 128 ? 1 : 1 + Written(number >> 7);

    private static byte[] WithChecksum(byte[] bytes)
    {
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.Of(bytes));
        return [.. bytes, .. checksum];
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
