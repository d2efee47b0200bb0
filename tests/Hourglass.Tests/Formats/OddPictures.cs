using System.Buffers.Binary;
using System.IO.Compression;
using Hourglass.Coding;
using Hourglass.Data;
using Hourglass.Formats.Pictures;

namespace Hourglass.Tests.Formats;

/// <summary>Picture files of the kinds that the picture library reads and does not write, made by hand. 8 x 8 pixels each.</summary>
internal static class OddPictures
{
    public const int Side = 8;

    /// <summary>PNG, 16 bits deep, grey or coloured: every pixel the same.</summary>
    public static byte[] DeepPng(params ushort[] pixel) => Png(16, (byte)(pixel.Length == 1 ? 0 : 2), [.. Enumerable.Repeat(pixel, Side).SelectMany(values => values).SelectMany(value => new[] { (byte)(value >> 8), (byte)value })]);

    /// <summary>PNG of red, green, blue and opacity, 8 bits deep: every pixel the same.</summary>
    public static byte[] TransparentPng(params byte[] pixel) => Png(8, 6, [.. Enumerable.Repeat(pixel, Side).SelectMany(values => values)]);

    /// <summary>PNG with a palette of two colours: the left half of the first, the right half of the second.</summary>
    public static byte[] PalettePng(byte[] first, byte[] second) => Png(8, 3, [0, 0, 0, 0, 1, 1, 1, 1], [.. first, .. second]);

    /// <summary>WebP film of two pictures.</summary>
    public static byte[] Film(Picture first, Picture second)
    {
        byte[] Frame(Picture picture)
        {
            byte[] content = OtherCodec.WebP.Compress(picture, 100)[12..];
            return Chunk("ANMF", [0, 0, 0, 0, 0, 0, (byte)(picture.Width - 1), 0, 0, (byte)(picture.Height - 1), 0, 0, 100, 0, 0, 0, .. content]);
        }

        byte[] body =
        [
            .. "WEBP"u8, .. Chunk("VP8X", [2, 0, 0, 0, (byte)(first.Width - 1), 0, 0, (byte)(first.Height - 1), 0, 0]), .. Chunk("ANIM", [0, 0, 0, 0, 0, 0]), .. Frame(first), .. Frame(second),
        ];
        return Chunk("RIFF", body);
    }

    /// <summary>GIF film of pictures of one colour each (GIF89a; so few pixels that every code has eight bits).</summary>
    public static byte[] Gif(params byte[][] colours)
    {
        const byte Clear = 128, End = 129;
        byte[] Frame(int colour) =>
        [
            0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, Side, 0, Side, 0, 0,
            7, (Side * Side) + 2, Clear, .. Enumerable.Repeat((byte)colour, Side * Side), End, 0,
        ];
        byte[] palette = [.. colours.SelectMany(colour => colour), .. new byte[3 * (128 - colours.Length)]];
        return [.. "GIF89a"u8, Side, 0, Side, 0, 0xF6, 0, 0, .. palette, .. Enumerable.Range(0, colours.Length).SelectMany(Frame), 0x3B];
    }

    /// <summary>A PNG whose header says another size.</summary>
    public static byte[] Resized(byte[] png, int width, int height)
    {
        byte[] changed = [.. png];
        BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(29), Crc32.Of(changed.AsSpan(12, 17)));
        return changed;
    }

    /// <summary>
    /// JPEG of cyan, magenta, yellow and black, stored inverted as Adobe does (ITU-T T.81, baseline; one block a component, of which only the mean is coded).
    /// </summary>
    /// <param name="values">As stored, 0 to 255: 255 is no ink.</param>
    public static byte[] CmykJpeg(params byte[] values)
    {
        // A Huffman table whose symbols 0 to 7 have codes of four bits, and one whose only symbol, the end of a block, has a code of one bit.
        byte[] lengths = [0, 0, 0, 9, .. new byte[12]];
        byte[] dc = [0, .. lengths, 0, 1, 2, 3, 4, 5, 6, 7, 8], ac = [0x10, 1, .. new byte[15], 0];
        byte[] components = [.. Enumerable.Range(1, 4).SelectMany(number => new byte[] { (byte)number, 0x11, 0 })];
        byte[] selectors = [.. Enumerable.Range(1, 4).SelectMany(number => new byte[] { (byte)number, 0 })];
        var bits = new List<bool>();
        void Put(int value, int count)
        {
            for (int bit = count - 1; bit >= 0; bit--) bits.Add((value >> bit & 1) != 0);
        }

        foreach (byte value in values)
        {
            // With 8 as the step of the mean, the mean of the block is its coefficient.
            int difference = value - 128, category = difference == 0 ? 0 : (int)Math.Log2(Math.Abs(difference)) + 1;
            Put(category, 4);
            Put(difference < 0 ? difference + (1 << category) - 1 : difference, category);
            Put(0, 1);
        }

        while (bits.Count % 8 != 0) bits.Add(true);
        var scan = new List<byte>();
        foreach (bool[] eight in bits.Chunk(8))
        {
            byte whole = (byte)eight.Aggregate(0, (sum, bit) => (2 * sum) + (bit ? 1 : 0));
            scan.Add(whole);
            if (whole == 0xFF) scan.Add(0);
        }

        return
        [
            0xFF, 0xD8, .. Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]), .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]), .. Segment(0xC0, [8, 0, Side, 0, Side, 4, .. components]),
            .. Segment(0xC4, dc), .. Segment(0xC4, ac), .. Segment(0xDA, [4, .. selectors, 0, 63, 0]), .. scan, 0xFF, 0xD9,
        ];
    }

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static byte[] Chunk(string name, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        return [.. System.Text.Encoding.ASCII.GetBytes(name), .. length, .. content, .. new byte[content.Length % 2]];
    }

    private static byte[] Png(byte depth, byte colour, byte[] line, byte[]? palette = null)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int y = 0; y < Side; y++) zlib.Write([0, .. line]);
        }

        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. PngChunk("IHDR", [0, 0, 0, Side, 0, 0, 0, Side, depth, colour, 0, 0, 0]), .. palette is null ? [] : PngChunk("PLTE", palette),
            .. PngChunk("IDAT", packed.ToArray()), .. PngChunk("IEND", []),
        ];
    }

    private static byte[] PngChunk(string name, byte[] content)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(name), .. content], length = new byte[4], check = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc32.Of(named));
        return [.. length, .. named, .. check];
    }
}
