using System.IO.Compression;
using Hourglass.Artifacts;
using Hourglass.Readers;

namespace Hourglass.Tests.Contracts;

/// <summary>Whole files of each format of data, a few numbers long.</summary>
internal static class SmallFiles
{
    public static byte[] Npy()
    {
        var stream = new MemoryStream();
        NpyWriter.Write(stream, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 3);
        return stream.ToArray();
    }

    public static byte[] Npz()
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in (string[])["X.npy", "y.npy"])
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(Npy());
            }
        }

        return stream.ToArray();
    }

    public static byte[] Gzip()
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(Npy());
        return stream.ToArray();
    }

    public static byte[] Tensors()
    {
        var stream = new MemoryStream();
        new SafeTensors([new("a", [2, 3], [1, 2, 3, 4, 5, 6]), new("b", [], [7])], new Dictionary<string, string> { ["format"] = "pt" }).Write(stream);
        return stream.ToArray();
    }
}
