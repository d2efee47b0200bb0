using System.Numerics;
using Hourglass.Errors;
using Microsoft.Win32.SafeHandles;

namespace Hourglass.Data;

/// <summary>
/// Rows of equally many bytes, pictures or lines of a table: in memory where they fit into a bound, otherwise in a temporary file that is read row by row.
/// Such a file has no name any more once it is open, so nothing stays behind however the process ends; what the machine has of free memory keeps it, and
/// gives it up when needed. Rows may be written and read by many threads at once, but not while room for more is made.
/// </summary>
internal sealed class RowStore
{
    /// <summary>Bytes that are kept in memory, unless said otherwise.</summary>
    public const long MostInMemory = 256L << 20;

    private const int BytesOfBlock = 1 << 20;

    private readonly List<byte[]> _blocks = [];
    private readonly string _folder;
    private readonly long _mostInMemory;
    private readonly int _width, _shift;
    private SafeFileHandle? _file;

    /// <summary>No rows yet.</summary>
    /// <param name="width">Bytes in a row.</param>
    /// <param name="folder">Where a temporary file may be; made when it is missing.</param>
    /// <param name="mostInMemory">Bytes that memory may take.</param>
    public RowStore(int width, string folder, long mostInMemory = MostInMemory)
    {
        (_width, _folder, _mostInMemory) = (width, folder, mostInMemory);
        // A block holds a power of two of rows, so that finding one takes no division.
        _shift = BitOperations.Log2((uint)Math.Max(1, BytesOfBlock / width));
    }

    /// <summary>Whether the rows are in memory.</summary>
    public bool IsInMemory => _file is null;

    /// <summary>Rows that there is room for.</summary>
    public int Rows { get; private set; }

    /// <summary>Makes room; what is there already stays.</summary>
    /// <param name="rows">How many rows in all.</param>
    /// <exception cref="WorkFailedException">There is no room on the disk.</exception>
    public void Reserve(int rows)
    {
        if (rows <= Rows) return;
        long bytes = (long)rows * _width;
        if (_file is null && bytes > _mostInMemory) MoveToFile(bytes);
        int before = Rows;
        Rows = rows;
        if (_file is not null) return;
        int rowsOfBlock = 1 << _shift;
        for (int block = before >> _shift; block <= (rows - 1) >> _shift; block++)
        {
            int length = Math.Min(rowsOfBlock, rows - (block << _shift)) * _width;
            if (block == _blocks.Count) _blocks.Add(new byte[length]);
            else if (_blocks[block].Length < length)
            {
                // Blocks that grow line by line are not copied for each of them.
                byte[] larger = new byte[Math.Max(length, (int)Math.Min(2L * _blocks[block].Length, (long)rowsOfBlock * _width))];
                _blocks[block].CopyTo(larger, 0);
                _blocks[block] = larger;
            }
        }
    }

    /// <summary>Puts rows in.</summary>
    /// <param name="row">The first of them.</param>
    /// <param name="values">One row or several.</param>
    public void Write(int row, ReadOnlySpan<byte> values)
    {
        if (_file is not null) RandomAccess.Write(_file, values, (long)row * _width);
        else
        {
            for (; !values.IsEmpty; row++)
            {
                values[.._width].CopyTo(InMemory(row));
                values = values[_width..];
            }
        }
    }

    /// <summary>Takes a row out.</summary>
    /// <param name="row">Which.</param>
    /// <param name="values">Takes it.</param>
    public void Read(int row, Span<byte> values)
    {
        if (_file is null) InMemory(row).CopyTo(values);
        else
        {
            for (int filled = 0; filled < _width;)
            {
                int read = RandomAccess.Read(_file, values[filled.._width], ((long)row * _width) + filled);
                filled += read > 0 ? read : throw new WorkFailedException("The temporary file of the data ends too early.", null, null, null, "check the disk");
            }
        }
    }

    /// <summary>A row as it lies in memory; empty when it lies in a file.</summary>
    public ReadOnlySpan<byte> Peek(int row) => _file is null ? InMemory(row) : [];

    private Span<byte> InMemory(int row) => _blocks[row >> _shift].AsSpan((row & ((1 << _shift) - 1)) * _width, _width);

    private void MoveToFile(long bytes)
    {
        _file = Open(_folder, bytes);
        long place = 0;
        foreach (byte[] block in _blocks)
        {
            RandomAccess.Write(_file, block.AsSpan(0, (int)Math.Min(block.Length, ((long)Rows * _width) - place)), place);
            place += (long)_width << _shift;
        }

        _blocks.Clear();
    }

    private static SafeFileHandle Open(string folder, long bytes)
    {
        string path = Path.Combine(folder, $"rows-{Guid.NewGuid():N}.tmp");
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
                "There is no room for the data.", folder, failed.Message, $"{(bytes >> 20) + 1} MiB for a temporary file",
                "make room, name another folder with XDG_CACHE_HOME (%LOCALAPPDATA% on Windows), or take fewer rows; pictures with a smaller --image-size", failed);
        }
    }
}
