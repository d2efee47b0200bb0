using System.Runtime.CompilerServices;

namespace Hourglass.Coding;

/// <summary>
/// A binary arithmetic coder without carries: an interval of 32 bits is split in two by each decision, and its highest byte is written as soon as
/// both ends agree on it.
/// </summary>
internal sealed class BinaryEncoder : IBinaryCoder
{
    private uint _low, _high = uint.MaxValue;
    private byte[] _bytes = new byte[1 << 10];
    private int _count;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Code(int bit, int probability)
    {
        uint middle = _low + (uint)(((ulong)(_high - _low) * (uint)probability) >> 16);
        if (bit != 0) _high = middle;
        else _low = middle + 1;
        while (((_low ^ _high) & 0xFF000000) == 0) WriteByte();
        return bit;
    }

    /// <summary>Ends the code; the decoder reads zeros behind it. The coder begins anew.</summary>
    public byte[] Finish()
    {
        // The ends differ in their highest byte, so one byte names a point between them; none is needed where zeros do.
        if (_low > 0) Append((byte)((_low >> 24) + 1));
        while (_count > 0 && _bytes[_count - 1] == 0) _count--;
        byte[] result = _bytes.AsSpan(0, _count).ToArray();
        (_low, _high, _count) = (0, uint.MaxValue, 0);
        return result;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteByte()
    {
        Append((byte)(_high >> 24));
        _low <<= 8;
        _high = (_high << 8) | 0xFF;
    }

    private void Append(byte value)
    {
        if (_count == _bytes.Length) Array.Resize(ref _bytes, 2 * _count);
        _bytes[_count++] = value;
    }
}
