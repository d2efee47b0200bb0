using System.IO.Compression;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Sources;

/// <summary>
/// The built-in set: 1,797 handwritten digits of 8x8 pixels from 0 to 16, with labels. "train" is the first 1,437 rows, "test" the last 360.
/// Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), UCI Machine Learning Repository, CC BY 4.0.
/// </summary>
public static class Digits
{
    private const int Side = 8;
    private const int AllRows = 1797;
    private const int TestRows = 360;

    /// <summary>The first 1,437 rows, to train on.</summary>
    public static DataSet Train => Load(NamedSet.Train);

    /// <summary>The last 360 rows, to test with.</summary>
    public static DataSet Test => Load(NamedSet.Test);

    /// <summary>Loads all rows or one part of them.</summary>
    /// <param name="part">"train", "test", or null for all 1,797 rows.</param>
    /// <exception cref="InputException">There is no such part.</exception>
    public static DataSet Load(string? part = null)
    {
        (int first, int rows) = part switch
        {
            null => (0, AllRows),
            NamedSet.Train => (0, AllRows - TestRows),
            NamedSet.Test => (AllRows - TestRows, TestRows),
            _ => throw NamedSet.UnknownPart("digits", part),
        };
        byte[] pixels = new byte[rows * Side * Side];
        string[] labels = new string[rows];
        using Stream packed = typeof(Digits).Assembly.GetManifestResourceStream("Hourglass.Sources.digits.csv.gz")!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        for (int row = -first; row < rows; row++)
        {
            string line = reader.ReadLine()!;
            if (row < 0) continue;
            int pixel = row * Side * Side;
            int comma = line.LastIndexOf(',');
            foreach (Range field in line.AsSpan(0, comma).Split(',')) pixels[pixel++] = byte.Parse(line.AsSpan(0, comma)[field]);
            labels[row] = line[(comma + 1)..];
        }

        return new StoredRows<byte>(part is null ? "digits" : $"digits:{part}", pixels, rows, [Side, Side], null, labels);
    }
}
