using System.Buffers.Binary;
using Hourglass.Errors;

namespace Hourglass.Formats.Pictures;

/// <summary>What the first chunk of a PNG file says, IHDR: PNG specification, third edition, 11.2.1.</summary>
/// <param name="Width">Pixels in a line.</param>
/// <param name="Height">Lines.</param>
/// <param name="Depth">Bits of a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Colour">0 grey, 2 red green blue, 3 palette, 4 grey and opacity, 6 red green blue and opacity.</param>
/// <param name="IsInterlaced">Whether its lines come in the seven passes of Adam7.</param>
internal readonly record struct PngHeader(int Width, int Height, int Depth, int Colour, bool IsInterlaced)
{
    /// <summary>Length of the chunk.</summary>
    public const int Length = 13;

    public const int Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, Rgba = 6;

    private static readonly PngPass[] Passes = [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    /// <summary>The passes in which its lines come.</summary>
    public IReadOnlyList<PngPass> InPasses => IsInterlaced ? Passes : [new(0, 0, 1, 1)];

    /// <summary>Samples of a pixel as they are stored.</summary>
    public int Samples => Colour switch { Rgb => 3, GreyAlpha => 2, Rgba => 4, _ => 1 };

    /// <summary>Bytes from a sample to the same one of the next pixel, 1 at least: what filters reach back to.</summary>
    public int PixelBytes => Math.Max(1, Samples * Depth / 8);

    /// <summary>Bytes of so many pixels of a line.</summary>
    public long LineBytes(int pixels) => (((long)pixels * Samples * Depth) + 7) / 8;

    /// <summary>Bytes of everything that is packed: lines, each with a byte that tells its filter.</summary>
    public long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (PngPass pass in InPasses)
                if (pass.Columns(Width) > 0) bytes += (1 + LineBytes(pass.Columns(Width))) * pass.Lines(Height);
            return bytes;
        }
    }

    /// <summary>Reads the chunk.</summary>
    /// <exception cref="InputException">It says what no PNG can be.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> chunk, string name)
    {
        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk), height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        (int depth, int colour) = (chunk[8], chunk[9]);
        bool isKnown = colour switch
        {
            Grey => depth is 1 or 2 or 4 or 8 or 16,
            Palette => depth is 1 or 2 or 4 or 8,
            Rgb or GreyAlpha or Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!isKnown || width is 0 or > int.MaxValue || height is 0 or > int.MaxValue || chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
            throw new InputException("The picture is damaged.", name, $"a header of {width} x {height} pixels, {depth} bits, colour type {colour}", "what the PNG specification allows", "get the file again");
        return new PngHeader((int)width, (int)height, depth, colour, chunk[12] == 1);
    }
}

/// <summary>A pass of an interlaced picture: the first of its pixels and the steps to the next.</summary>
internal readonly record struct PngPass(int Left, int Top, int StepAcross, int StepDown)
{
    /// <summary>Pixels in its lines.</summary>
    public int Columns(int width) => (int)(((long)width - Left + StepAcross - 1) / StepAcross);

    /// <summary>Its lines.</summary>
    public int Lines(int height) => (int)(((long)height - Top + StepDown - 1) / StepDown);
}
