using System.IO.Compression;
using Hourglass.Coding;
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
                for (int filter = 0; filter < PngFilter.Count; filter++)
                {
                    int sum = PngFilter.Apply(filter, current, above, picture.Channels, candidate);
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
}
