using System.Runtime.CompilerServices;

namespace Hourglass.Formats.Keras;

/// <summary>
/// The bytes of a file for a reader that believes them: it is stopped when it wants a piece longer than the file, when it has read far more than
/// the file holds, for then the file leads it in circles, and before circles of links exhaust the stack.
/// </summary>
internal sealed class BoundedStream(byte[] content) : MemoryStream(content, writable: false)
{
    private const int MostReadsOfAByte = 100, MostBytesBesides = 1 << 24;

    private readonly byte[] _content = content;
    private Range _last;
    private long _read;

    /// <summary>What the last read gave.</summary>
    public ReadOnlySpan<byte> LastBytes => _content.AsSpan(_last);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (buffer.Length > Length) throw new InvalidDataException($"a piece of {buffer.Length} bytes is announced, the file has {Length}");
        int begin = (int)Math.Min(Position, Length), read = (int)Math.Min(Length - begin, buffer.Length);
        _last = begin..(begin + read);
        LastBytes.CopyTo(buffer);
        Position += read;
        _read += read;
        return _read <= (MostReadsOfAByte * Length) + MostBytesBesides ? read : throw new InvalidDataException("it leads in circles");
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 1 ? one[0] : -1;
    }
}
