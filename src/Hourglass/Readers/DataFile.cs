using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Readers;

/// <summary>Reads a data set from a file or a stream of any format a list of readers knows; gzip is unwrapped by content.</summary>
public static class DataFile
{
    /// <summary>How many bytes a reader is shown to recognise its format.</summary>
    public const int HeadLength = 4096;

    private const string GzipEnding = ".gz";

    private static readonly string[] PictureEndings = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="readers">The formats; the first that recognises the content reads the file.</param>
    /// <param name="options">Which part to read, and which column is a label; by default everything.</param>
    /// <exception cref="InputException">The file is missing, unreadable, empty, of no known format, or damaged.</exception>
    public static DataSet Read(string path, IReadOnlyList<Reader> readers, ReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(path, stream => Read(stream, path, readers, options));
    }

    /// <summary>Does something with a file; what stands in the way of opening it is explained.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="read">What to do.</param>
    /// <exception cref="InputException">The file is missing or unreadable.</exception>
    public static T Open<T>(string path, Func<FileStream, T> read)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return read(stream);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException("There is no such file.", path, remedy: "check the path; the folder is " + Directory.GetCurrentDirectory(), cause: missing);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            string found = Directory.Exists(path) ? "a folder" : failed.Message;
            throw new InputException("The file cannot be read.", path, found, "a file with read permission", cause: failed);
        }
    }

    /// <summary>Reads a stream. One that cannot seek, such as standard input, is first taken into memory.</summary>
    /// <param name="stream">The data from its first byte; stays open.</param>
    /// <param name="name">The name of the data for messages; its ending breaks ties between formats.</param>
    /// <param name="readers">The formats; the first that recognises the content reads the stream.</param>
    /// <param name="options">Which part to read, and which column is a label; by default everything.</param>
    /// <exception cref="InputException">The stream is empty, of no known format, or damaged.</exception>
    public static DataSet Read(Stream stream, string name, IReadOnlyList<Reader> readers, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(readers);
        if (stream.CanSeek) return ReadSeekable(stream, name, readers, options ?? ReadOptions.Default);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        memory.Position = 0;
        return ReadSeekable(memory, name, readers, options ?? ReadOptions.Default);
    }

    private static DataSet ReadSeekable(Stream stream, string name, IReadOnlyList<Reader> readers, ReadOptions options) => Unpack(
        stream, name, readers, (reader, content) => reader.ReadsFromItsEnd && !content.CanSeek ? Read(content, name, [reader], options)
            : reader.HoldsPictures || !PictureEndings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) ? reader.Read(content, name, options)
            : ReadOther(reader, content, name, options));

    // What is called like a picture and is a table all the same is read; what is neither is no picture, rather than a bad table.
    private static DataSet ReadOther(Reader reader, Stream content, string name, ReadOptions options)
    {
        try
        {
            return reader.Read(content, name, options);
        }
        catch (InputException damage)
        {
            throw new InputException("This is no picture.", name, $"what looks like {reader.Name}, and cannot be read as that: {damage.What.TrimEnd('.')}", "what the ending of its name says", "get the file again, or name another one", damage);
        }
    }

    /// <summary>Reads a stream that can seek with the reader that recognises what is in it, packed or not.</summary>
    internal static T Unpack<T>(Stream stream, string name, IReadOnlyList<Reader> readers, Func<Reader, Stream, T> read)
    {
        long start = stream.Position;
        byte[] head = Unpack(stream, name, Head);
        stream.Position = start;
        string inner = name.EndsWith(GzipEnding, StringComparison.OrdinalIgnoreCase) ? name[..^GzipEnding.Length] : name;
        return Unpack(stream, name, content => read(Choose(readers, head, content.CanSeek ? name : inner), content));
    }

    /// <summary>Reads a stream that can seek; gzip is unwrapped.</summary>
    internal static T Unpack<T>(Stream stream, string name, Func<Stream, T> read)
    {
        long start = stream.Position;
        bool isPacked = Head(stream).AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        stream.Position = start;
        if (!isPacked) return read(stream);
        try
        {
            using var content = new GzipContent(stream);
            return read(content);
        }
        catch (InvalidDataException damage)
        {
            throw new InputException("The gzip file is damaged.", name, damage.Message, remedy: "get the file again", cause: damage);
        }
    }

    /// <summary>The first bytes of a file, unpacked.</summary>
    internal static byte[] Head(string path) => Open(path, stream => Unpack(stream, path, Head));

    private static byte[] Head(Stream stream)
    {
        byte[] head = new byte[HeadLength];
        return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    private static Reader Choose(IReadOnlyList<Reader> readers, byte[] head, string name)
    {
        if (head.Length == 0) throw new InputException("The file is empty.", name, "0 bytes", "at least one row or line", "get the file again, or name another one");
        return readers.FirstOrDefault(reader => reader.Recognises(head, name))
            ?? throw new InputException(
                "The format of the file is not known.", name, FirstBytes.Of(head),
                "one of " + string.Join(", ", readers.Select(reader => reader.Name)) + ", plain or packed with gzip");
    }
}
