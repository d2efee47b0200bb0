using System.Buffers.Binary;
using System.Security.Cryptography;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Sources;

/// <summary>
/// Downloads the four files of an <see cref="ImageSet"/> into the cache. What arrives is unpacked, compared with the checksums, and only then
/// given its name, so that a broken download never looks like data.
/// </summary>
internal static class ImageSetDownload
{
    internal static void ToCache(ImageSet set, DataFolders folders, IProgress<LoadingProgress>? progress, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) });
        var attempts = new List<string>();
        foreach (Uri address in set.Addresses)
        {
            byte[][] files;
            try
            {
                files = address.AbsolutePath.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)
                    ? FromNpz(Download.Bytes(client, address, ImageSet.LargestFile, progress, cancellationToken))
                    : [.. ImageSet.Files.Select(file =>
                        Unpack(Download.Bytes(client, new Uri(address, file + ".gz"), ImageSet.LargestFile, progress, cancellationToken)))];
                Verify(set, files);
            }
            catch (Exception failed) when (failed is HttpRequestException or IOException or InvalidDataException or InputException)
            {
                attempts.Add($"{address.Host}: {failed.Message.ReplaceLineEndings(" ")}");
                continue;
            }

            Store(Path.Combine(folders.Cache, set.Name), files);
            return;
        }

        throw ImageSetFiles.Missing(set, folders, string.Join("; ", attempts));
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var source = new GzipContent(new MemoryStream(packed));
        using var target = new MemoryStream();
        byte[] piece = new byte[1 << 16];
        for (int read; (read = source.Read(piece)) > 0;)
        {
            if (target.Length + read > ImageSet.LargestFile) throw new InvalidDataException($"the unpacked file has more than {ImageSet.LargestFile} bytes");
            target.Write(piece, 0, read);
        }

        return target.ToArray();
    }

    /// <summary>The four arrays of the npz, written as the idx files they were made from, so that the same checksums hold.</summary>
    private static byte[][] FromNpz(byte[] npz)
    {
        using var stream = new MemoryStream(npz);
        return [.. ((string[])["x_train", "y_train", "x_test", "y_test"]).Select(array =>
        {
            stream.Position = 0;
            return ToIdx(new NpzReader().Read(stream, "npz", new ReadOptions { Part = array }));
        })];
    }

    private static byte[] ToIdx(DataSet data)
    {
        int[] shape = data.RowShape is [1] ? [data.Rows] : [data.Rows, .. data.RowShape];
        byte[] bytes = new byte[4 + (4 * shape.Length) + (data.Rows * data.Width)];
        (bytes[2], bytes[3]) = (0x08, (byte)shape.Length);
        for (int axis = 0; axis < shape.Length; axis++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * axis)), shape[axis]);
        float[] row = new float[data.Width];
        int position = 4 + (4 * shape.Length);
        for (int i = 0; i < data.Rows; i++)
        {
            data.CopyRow(i, row);
            foreach (float value in row) bytes[position++] = (byte)value;
        }

        return bytes;
    }

    private static void Verify(ImageSet set, byte[][] files)
    {
        for (int i = 0; i < files.Length; i++)
        {
#pragma warning disable CA5351 // MD5 is what the publishers state; it finds damage, it is not a signature.
            string sum = Convert.ToHexStringLower(MD5.HashData(files[i]));
#pragma warning restore CA5351
            if (set.Checksums is not null && sum != set.Checksums[i])
                throw new InvalidDataException($"{ImageSet.Files[i]} has the MD5 sum {sum} instead of {set.Checksums[i]}");
        }
    }

    private static void Store(string folder, byte[][] files)
    {
        try
        {
            Directory.CreateDirectory(folder);
            for (int i = 0; i < files.Length; i++)
            {
                string target = Path.Combine(folder, ImageSet.Files[i]), temporary = $"{target}.{Guid.NewGuid():N}.part";
                try
                {
                    using (FileStream stream = File.Create(temporary))
                    {
                        stream.Write(files[i]);
                        stream.Flush(flushToDisk: true);
                    }

                    File.Move(temporary, target, overwrite: true);
                }
                finally
                {
                    File.Delete(temporary);
                }
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new WorkFailedException(
                "The downloaded files could not be kept.", folder, failed.Message, remedy: "free some space, or set XDG_CACHE_HOME to a folder that can be written",
                cause: failed);
        }
    }
}
