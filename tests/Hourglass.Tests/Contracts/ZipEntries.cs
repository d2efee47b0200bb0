using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Hourglass.Tests.Contracts;

/// <summary>The entries of a model file or a checkpoint, taken out and put back changed.</summary>
internal static class ZipEntries
{
    public static byte[] Get(byte[] file, string name)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        using Stream entry = zip.GetEntry(name)!.Open();
        var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    // The file with other content of one entry and the checksum that belongs to it.
    public static byte[] With(byte[] file, string name, byte[] content)
    {
        JsonObject checksums = JsonNode.Parse(Get(file, "checksums.json"))!.AsObject();
        checksums[name] = Convert.ToHexStringLower(SHA256.HashData(content));
        var stream = new MemoryStream();
        using (var whole = new ZipArchive(new MemoryStream(file)))
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string entry in whole.Entries.Select(entry => entry.FullName))
            {
                using Stream target = zip.CreateEntry(entry, CompressionLevel.NoCompression).Open();
                target.Write(entry == name ? content : entry == "checksums.json" ? Encoding.UTF8.GetBytes(checksums.ToJsonString()) : Get(file, entry));
            }
        }

        return stream.ToArray();
    }
}
