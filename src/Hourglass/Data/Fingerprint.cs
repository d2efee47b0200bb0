using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Hourglass.Data;

/// <summary>
/// Tells whether two data sets hold the same values: SHA-256 over the shape and the values as float32. The stored type, the file format,
/// the column names and the labels do not enter, so the same table read from CSV and from npy has one fingerprint.
/// </summary>
public static class Fingerprint
{
    /// <summary>The fingerprint as 64 lower-case hexadecimal digits.</summary>
    /// <param name="data">The data set.</param>
    public static string Of(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] number = new byte[4];
        foreach (int size in (ReadOnlySpan<int>)[data.Rows, .. data.RowShape])
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, size);
            hash.AppendData(number);
        }

        float[] row = new float[data.Width];
        Span<byte> bytes = MemoryMarshal.AsBytes(row.AsSpan());
        for (int i = 0; i < data.Rows; i++)
        {
            data.CopyRow(i, row);
            if (!BitConverter.IsLittleEndian)
            {
                Span<int> words = MemoryMarshal.Cast<byte, int>(bytes);
                BinaryPrimitives.ReverseEndianness(words, words);
            }

            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
