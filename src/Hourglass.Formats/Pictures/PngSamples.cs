using Hourglass.Errors;

namespace Hourglass.Formats.Pictures;

/// <summary>Samples of a PNG's lines, of any depth and kind, as bytes: grey or red, green, blue, and opacity where there is any (PNG specification, third edition, 13.12).</summary>
internal sealed class PngSamples
{
    private readonly PngHeader _header;

    // For each number of a palette its samples; the one colour that is transparent, as numbers.
    private readonly byte[] _colours = [];
    private readonly int[] _transparent = [];

    /// <summary>What the header, the palette and the transparent colours say.</summary>
    /// <exception cref="InputException">They do not belong together.</exception>
    public PngSamples(PngChunks chunks, string name)
    {
        _header = chunks.Header;
        bool isTransparent = chunks.Transparency.Length > 0 && _header.Colour <= PngHeader.Palette;
        Channels = _header.Colour is PngHeader.Grey or PngHeader.GreyAlpha ? 1 : 3;
        Count = Channels + (isTransparent || _header.Colour is PngHeader.GreyAlpha or PngHeader.Rgba ? 1 : 0);
        if (_header.Colour == PngHeader.Palette)
        {
            if (chunks.Palette.Length == 0) throw PngChunks.Damaged(name, "its palette is missing");
            _colours = new byte[chunks.Palette.Length / 3 * Count];
            for (int i = 0; i < _colours.Length / Count; i++)
            {
                chunks.Palette.AsSpan(3 * i, 3).CopyTo(_colours.AsSpan(i * Count));
                if (isTransparent) _colours[(i * Count) + 3] = i < chunks.Transparency.Length ? chunks.Transparency[i] : byte.MaxValue;
            }
        }
        else if (isTransparent)
        {
            if (chunks.Transparency.Length != 2 * Channels) throw PngChunks.Damaged(name, "its transparent colour cannot be read");
            _transparent = [.. Enumerable.Range(0, Channels).Select(c => (chunks.Transparency[2 * c] << 8) | chunks.Transparency[(2 * c) + 1])];
        }
    }

    /// <summary>1 or 3.</summary>
    public int Channels { get; }

    /// <summary>Bytes of a pixel: channels, and one for opacity where there is any.</summary>
    public int Count { get; }

    /// <summary>A line as bytes.</summary>
    /// <param name="line">As it is stored.</param>
    /// <param name="result">[pixels, <see cref="Count"/>]; room for what is returned.</param>
    /// <exception cref="InvalidDataException">A number that the palette does not have.</exception>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line, Span<byte> result)
    {
        if (_header.Depth == 8 && _colours.Length == 0 && _transparent.Length == 0) return line;
        int most = (1 << _header.Depth) - 1;
        for (int to = 0, i = 0; to < result.Length; to += Count)
        {
            if (_colours.Length > 0)
            {
                int colour = Number(line, i++) * Count;
                if (colour >= _colours.Length) throw new InvalidDataException();
                _colours.AsSpan(colour, Count).CopyTo(result[to..]);
                continue;
            }

            bool isTransparent = _transparent.Length > 0;
            for (int c = 0; c < _header.Samples; c++, i++)
            {
                int number = Number(line, i);
                result[to + c] = (byte)(((number * 255) + (most / 2)) / most);
                isTransparent = isTransparent && number == _transparent[c];
            }

            if (_transparent.Length > 0) result[to + Channels] = isTransparent ? (byte)0 : byte.MaxValue;
        }

        return result;
    }

    // Small numbers lie in a byte with the first in the highest bits; those of two bytes begin with the higher one.
    private int Number(ReadOnlySpan<byte> line, int i) => _header.Depth switch
    {
        8 => line[i],
        16 => (line[2 * i] << 8) | line[(2 * i) + 1],
        _ => (line[i * _header.Depth / 8] >> (8 - _header.Depth - (i * _header.Depth % 8))) & ((1 << _header.Depth) - 1),
    };
}
