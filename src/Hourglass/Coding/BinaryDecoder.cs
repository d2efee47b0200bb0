using System.Runtime.CompilerServices;

namespace Hourglass.Coding;

/// <summary>The other side of <see cref="BinaryEncoder"/>. Behind its last byte a code goes on with zeros.</summary>
/// <param name="code">What the encoder wrote.</param>
internal sealed class BinaryDecoder(ReadOnlyMemory<byte> code) : IBinaryCoder
{
    private readonly ReadOnlyMemory<byte> _code = code;
    private uint _low, _high = uint.MaxValue, _value = First(code.Span);
    private int _next = 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Code(int bit, int probability)
    {
        uint middle = _low + (uint)(((ulong)(_high - _low) * (uint)probability) >> 16);
        if (_value <= middle)
        {
            bit = 1;
            _high = middle;
        }
        else
        {
            bit = 0;
            _low = middle + 1;
        }

        while (((_low ^ _high) & 0xFF000000) == 0) ReadByte();
        return bit;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadByte()
    {
        _low <<= 8;
        _high = (_high << 8) | 0xFF;
        _value = (_value << 8) | At(_code.Span, _next++);
    }

    private static uint First(ReadOnlySpan<byte> code) => (At(code, 0) << 24) | (At(code, 1) << 16) | (At(code, 2) << 8) | At(code, 3);

    private static uint At(ReadOnlySpan<byte> code, int index) => index < code.Length ? code[index] : 0u;
}
