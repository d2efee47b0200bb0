using System.Text;

namespace Hourglass.Graphs.Onnx;

/// <summary>
/// A message in the wire format of protocol buffers: fields one after the other, each a key (number and kind) and a varint, or a key, a length and
/// as many bytes. Source: the encoding page of the protocol buffers documentation. Bytes that are given are kept, not copied.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int VarintKind = 0, BytesKind = 2;
    private readonly List<ReadOnlyMemory<byte>> _parts = [];

    /// <summary>Bytes it takes.</summary>
    public long Length { get; private set; }

    /// <summary>A whole number.</summary>
    /// <param name="field">Number of the field.</param>
    /// <param name="value">The number; an enumeration or a boolean is one too.</param>
    public ProtobufMessage Add(int field, long value)
    {
        Put((byte[])[.. Varint((ulong)((field << 3) | VarintKind)), .. Varint((ulong)value)]);
        return this;
    }

    /// <summary>Text, as UTF-8.</summary>
    public ProtobufMessage Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Bytes.</summary>
    public ProtobufMessage Add(int field, byte[] bytes)
    {
        PutKey(field, bytes.Length);
        Put(bytes);
        return this;
    }

    /// <summary>A message inside this one, as it is now.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage message)
    {
        PutKey(field, message.Length);
        foreach (ReadOnlyMemory<byte> part in message._parts) Put(part);
        return this;
    }

    /// <summary>Writes it.</summary>
    public void WriteTo(Stream stream)
    {
        foreach (ReadOnlyMemory<byte> part in _parts) stream.Write(part.Span);
    }

    private void PutKey(int field, long length) => Put((byte[])[.. Varint((ulong)((field << 3) | BytesKind)), .. Varint((ulong)length)]);

    private void Put(ReadOnlyMemory<byte> bytes)
    {
        _parts.Add(bytes);
        Length += bytes.Length;
    }

    // Seven bits a byte, lowest first; the top bit says that more follow.
    private static IEnumerable<byte> Varint(ulong value)
    {
        for (; value > 0x7F; value >>= 7) yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
