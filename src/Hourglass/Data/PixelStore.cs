using Hourglass.Errors;
using Microsoft.Win32.SafeHandles;

namespace Hourglass.Data;

/// <summary>
/// Pictures of one size as bytes: in memory where they fit into a bound, otherwise in a temporary file that is read row by row. Such a file has no name
/// any more once it is open, so nothing stays behind however the process ends; what the machine has of free memory keeps it, and gives it up when needed.
/// Rows may be written and read by many threads at once.
/// </summary>
internal sealed class PixelStore
{
    /// <summary>Bytes that are kept in memory, unless said otherwise.</summary>
    public const long MostInMemory = 256L << 20;

    private readonly byte[]? _memory;
    private readonly SafeFileHandle? _file;
    private readonly int _width;

    /// <summary>Room for some rows.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="width">Bytes in a row.</param>
    /// <param name="folder">Where a temporary file may be; made when it is missing.</param>
    /// <param name="mostInMemory">Bytes that memory may take.</param>
    /// <exception cref="WorkFailedException">There is no room on the disk.</exception>
    public PixelStore(int rows, int width, string folder, long mostInMemory)
    {
        _width = width;
        long bytes = (long)rows * width;
        if (bytes <= mostInMemory) _memory = new byte[bytes];
        else _file = Open(folder, bytes);
    }

    /// <summary>Whether the rows are in memory.</summary>
    public bool IsInMemory => _memory is not null;

    /// <summary>Puts a row in.</summary>
    public void Write(int row, ReadOnlySpan<byte> pixels)
    {
        if (_memory is not null) pixels.CopyTo(_memory.AsSpan(row * _width, _width));
        else RandomAccess.Write(_file!, pixels, (long)row * _width);
    }

    /// <summary>Takes a row out.</summary>
    public void Read(int row, Span<byte> pixels)
    {
        if (_memory is not null) _memory.AsSpan(row * _width, _width).CopyTo(pixels);
        else
        {
            for (int filled = 0; filled < _width;)
            {
                int read = RandomAccess.Read(_file!, pixels[filled.._width], ((long)row * _width) + filled);
                filled += read > 0 ? read : throw new WorkFailedException("The temporary file of the pictures ends too early.", null, null, null, "check the disk");
            }
        }
    }

    private static SafeFileHandle Open(string folder, long bytes)
    {
        string path = Path.Combine(folder, $"pictures-{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            SafeFileHandle file = File.OpenHandle(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.RandomAccess | (OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : 0), bytes);
            if (!OperatingSystem.IsWindows()) File.Delete(path);
            return file;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new WorkFailedException(
                "There is no room for the pictures.", folder, failed.Message, $"{(bytes >> 20) + 1} MiB for a temporary file",
                "make room, name another folder with XDG_CACHE_HOME (%LOCALAPPDATA% on Windows), or give a smaller --image-size", failed);
        }
    }
}
