using System.Globalization;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Outsider;

/// <summary>
/// Grey pictures in the plain old PGM format, one or several of one size after another: "P5", width, height, 255, then a byte a pixel.
/// Source: Netpbm, "PGM Format Specification".
/// </summary>
public sealed class PgmReader : Reader
{
    /// <inheritdoc/>
    public override string Name => "PGM";

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> head, string fileName) => head.StartsWith("P5"u8);

    /// <inheritdoc/>
    public override DataSet Read(Stream stream, string name, ReadOptions options)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        ReadOnlySpan<byte> rest = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        List<byte> pixels = [];
        (int Width, int Height) size = (0, 0);
        for (int picture = 1; !rest.IsEmpty; picture++)
        {
            string where = $"{name}, picture {picture}";
            (int Width, int Height) found = ReadHeader(ref rest, where);
            if (picture > 1 && found != size)
                throw new InputException("The pictures differ in size.", where, $"{found.Width}x{found.Height}", $"{size.Width}x{size.Height}, as the first");
            size = found;
            long count = (long)size.Width * size.Height;
            if (rest.Length < count) throw new InputException("The picture is cut off.", where, $"{rest.Length} pixels", $"{count} pixels", "get the file again");
            pixels.AddRange(rest[..(int)count]);
            rest = rest[(int)count..];
        }

        return DataSet.From(pixels.ToArray(), size.Width * size.Height, rowShape: [size.Height, size.Width]).WithName(name);
    }

    private static (int Width, int Height) ReadHeader(ref ReadOnlySpan<byte> rest, string where)
    {
        if (!rest.StartsWith("P5"u8)) throw new InputException("This is not a PGM picture.", where, null, "it begins with P5");
        rest = rest[2..];
        (int width, int height, int white) = (ReadNumber(ref rest, where), ReadNumber(ref rest, where), ReadNumber(ref rest, where));
        if (white != 255) throw new InputException("The depth of the picture is not known.", where, $"{white}", "255, one byte a pixel");
        return (width, height);
    }

    // White space, then digits, then one more byte of white space, which is taken too.
    private static int ReadNumber(ref ReadOnlySpan<byte> rest, string where)
    {
        ReadOnlySpan<byte> digits = rest.TrimStart(" \t\r\n"u8);
        int length = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (length < 1 || !int.TryParse(digits[..length], CultureInfo.InvariantCulture, out int number) || number < 1)
            throw new InputException("The header of the picture is damaged.", where, null, "P5, then width, height and 255, each above 0");
        rest = digits[(length + 1)..];
        return number;
    }
}
