using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Hourglass.Coding;
using Hourglass.Numerics;

namespace Hourglass.Tests.Formats;

/// <summary>PNG files of every depth and kind, made by hand from numbers: each line with another filter, in one pass or in seven.</summary>
/// <param name="Width">Pixels in a line.</param>
/// <param name="Height">Lines.</param>
/// <param name="Depth">Bits of a sample.</param>
/// <param name="Colour">0 grey, 2 red green blue, 3 palette, 4 grey and opacity, 6 red green blue and opacity.</param>
/// <param name="Numbers">[height, width, samples].</param>
internal sealed record MadePng(int Width, int Height, int Depth, int Colour, int[] Numbers)
{
    public int Samples => Colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    public static MadePng Random(int width, int height, int depth, int colour, RandomStream random)
    {
        var png = new MadePng(width, height, depth, colour, []);
        return png with { Numbers = [.. Enumerable.Range(0, width * height * png.Samples).Select(_ => random.NextInt(1 << depth))] };
    }

    /// <summary>The file.</summary>
    /// <param name="isInterlaced">In seven passes.</param>
    /// <param name="before">Chunks before the pixels.</param>
    /// <param name="after">Chunks behind them.</param>
    public byte[] ToFile(bool isInterlaced = false, byte[]? before = null, byte[]? after = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9], header[12]) = ((byte)Depth, (byte)Colour, (byte)(isInterlaced ? 1 : 0));
        byte[] packed = Packed(Lines(isInterlaced));
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR", header), .. before ?? [], .. packed.Chunk(50).SelectMany(part => Chunk("IDAT", part)), .. after ?? [], .. Chunk("IEND", []),
        ];
    }

    public static byte[] Chunk(string name, byte[] content)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. content], length = new byte[4], check = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc32.Of(named));
        return [.. length, .. named, .. check];
    }

    public static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest)) zlib.Write(content);
        return packed.ToArray();
    }

    // Figure 4.8 of the PNG specification: which pass a pixel belongs to, by its place in a square of eight.
    private static readonly string[] Adam7 = ["16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656", "77777777"];

    private byte[] Lines(bool isInterlaced)
    {
        var bytes = new List<byte>();
        int filter = 0;
        foreach (int pass in isInterlaced ? Enumerable.Range(1, 7) : [0])
        {
            byte[]? above = null;
            for (int y = 0; y < Height; y++)
            {
                int[] columns = [.. Enumerable.Range(0, Width).Where(x => !isInterlaced || Adam7[y % 8][x % 8] - '0' == pass)];
                if (columns.Length == 0) continue;
                string bits = string.Concat(columns.SelectMany(x => Enumerable.Range(0, Samples).Select(c => Convert.ToString(Numbers[(((y * Width) + x) * Samples) + c], 2).PadLeft(Depth, '0'))));
                byte[] line = [.. bits.Chunk(8).Select(eight => Convert.ToByte(new string(eight).PadRight(8, '0'), 2))], filtered = new byte[line.Length];
                PngFilter.Apply(filter, line, above ?? new byte[line.Length], Math.Max(1, Samples * Depth / 8), filtered);
                bytes.Add((byte)filter);
                bytes.AddRange(filtered);
                (above, filter) = (line, (filter + 1) % PngFilter.Count);
            }
        }

        return [.. bytes];
    }
}
