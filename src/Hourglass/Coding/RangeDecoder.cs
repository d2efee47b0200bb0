namespace Hourglass.Coding;

/// <summary>Reads what a <see cref="RangeEncoder"/> wrote. Any bytes decode to something; memory and time follow from what is asked for, never from the bytes.</summary>
public sealed class RangeDecoder : IEntropyCoder
{
    // The encoder leaves out at most the four bytes that end its interval.
    private const int MostLeftOut = 4;

    private readonly ReadOnlyMemory<byte> _bytes;
    private uint _code, _range = uint.MaxValue;
    private int _next;

    /// <summary>Begins.</summary>
    /// <param name="bytes">What the encoder gave.</param>
    public RangeDecoder(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        for (int i = 0; i < 4; i++) _code = (_code << 8) | NextByte();
    }

    /// <summary>True when everything was read that the encoder wrote, and no more.</summary>
    public bool IsAtEnd => _next >= _bytes.Length && !IsPastEnd;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes ended long before.</exception>
    public int Symbol(AdaptiveModel model, int symbol)
    {
        (symbol, int start, int size) = model.At(Place((uint)model.Total));
        Narrow((uint)start, (uint)size);
        model.Learn(symbol);
        return symbol;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes ended long before.</exception>
    public int Bits(int count, int bits)
    {
        if (count == 0) return 0;
        bits = Place(1u << count);
        Narrow((uint)bits, 1);
        return bits;
    }

    private bool IsPastEnd => _next > _bytes.Length + MostLeftOut;

    private int Place(uint total)
    {
        _range /= total;
        return (int)Math.Min(_code / _range, total - 1);
    }

    private void Narrow(uint start, uint size)
    {
        _code -= start * _range;
        _range *= size;
        while (_range < RangeEncoder.Least)
        {
            _code = (_code << 8) | NextByte();
            _range <<= 8;
            if (IsPastEnd) throw new InvalidDataException("the code ends too early");
        }
    }

    private byte NextByte() => _next++ < _bytes.Length ? _bytes.Span[_next - 1] : (byte)0;
}
