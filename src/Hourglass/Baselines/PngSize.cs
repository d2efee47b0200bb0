using System.IO.Compression;
using Hourglass.Data;

namespace Hourglass.Baselines;

/// <summary>
/// How many bytes a picture takes as PNG: the honest lossless rival of a codec. Filtered as the PNG specification recommends (12.8: for each line
/// the filter with the least sum of absolute values) and not at all, deflated, the smaller of both.
/// </summary>
public static class PngSize
{
    // Signature, IHDR, and the frames of IDAT and IEND.
    private const int Frame = 8 + 25 + 12 + 12;
    private const int Filters = 5;

    // What filters leave is mostly small noise, in which short repetitions are worth nothing.
    private static readonly ZLibCompressionOptions ForFiltered = new() { CompressionLevel = 9, CompressionStrategy = ZLibCompressionStrategy.Filtered };

    /// <summary>Bytes of the PNG file, pictures of 8 bits a channel, without metadata.</summary>
    public static long Of(Picture picture)
    {
        int line = picture.Width * picture.Channels;
        using var plain = new MemoryStream();
        using var filtered = new MemoryStream();
        using (var plainDeflate = new ZLibStream(plain, CompressionLevel.SmallestSize, leaveOpen: true))
        using (var filteredDeflate = new ZLibStream(filtered, ForFiltered, leaveOpen: true))
        {
            byte[] candidate = new byte[line], best = new byte[line];
            ReadOnlySpan<byte> above = new byte[line];
            for (int y = 0; y < picture.Height; y++)
            {
                ReadOnlySpan<byte> current = picture.Pixels.AsSpan(y * line, line);
                int chosen = 0, least = int.MaxValue;
                for (int filter = 0; filter < Filters; filter++)
                {
                    int sum = Filter(filter, current, above, picture.Channels, candidate);
                    if (sum >= least) continue;
                    (chosen, least) = (filter, sum);
                    (candidate, best) = (best, candidate);
                }

                plainDeflate.WriteByte(0);
                plainDeflate.Write(current);
                filteredDeflate.WriteByte((byte)chosen);
                filteredDeflate.Write(best);
                above = current;
            }
        }

        return Frame + Math.Min(plain.Length, filtered.Length);
    }

    // None, sub, up, average, Paeth: PNG specification 9.2. The sum of absolute values of the differences taken as signed bytes.
    private static int Filter(int filter, ReadOnlySpan<byte> line, ReadOnlySpan<byte> above, int channels, Span<byte> result)
    {
        int sum = 0;
        for (int i = 0; i < line.Length; i++)
        {
            int left = i < channels ? 0 : line[i - channels], up = above[i], corner = i < channels ? 0 : above[i - channels];
            int prediction = filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) };
            result[i] = (byte)(line[i] - prediction);
            sum += Math.Abs((int)(sbyte)result[i]);
        }

        return sum;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - (2 * corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
