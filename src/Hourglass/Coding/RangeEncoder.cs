namespace Hourglass.Coding;

/// <summary>
/// A range encoder: narrows an interval of 32-bit integers by the share of each symbol and writes the bytes its ends agree on. Integers only.
/// Source: Martin, "Range encoding" (1979); bytes that a carry may still change are those already written.
/// </summary>
public sealed class RangeEncoder : IEntropyCoder
{
    internal const uint Least = 1 << 24;

    private readonly List<byte> _bytes = [];
    private uint _low, _range = uint.MaxValue;

    /// <inheritdoc/>
    public int Symbol(AdaptiveModel model, int symbol)
    {
        (int start, int size) = model.Share(symbol);
        Narrow((uint)start, (uint)size, (uint)model.Total);
        model.Learn(symbol);
        return symbol;
    }

    /// <inheritdoc/>
    public int Bits(int count, int bits)
    {
        if (count > 0) Narrow((uint)bits, 1, 1u << count);
        return bits;
    }

    /// <summary>Ends the code.</summary>
    /// <returns>All bytes: as few as tell the decoder, which reads zeros behind them.</returns>
    public byte[] Finish()
    {
        // The number in [low, low + range) with the most zero bytes at its end.
        for (int kept = 0; kept <= 4; kept++)
        {
            ulong unit = 1ul << (32 - (8 * kept));
            ulong value = (_low + unit - 1) / unit * unit;
            if (value >= (ulong)_low + _range) continue;
            if (value > uint.MaxValue) Carry();
            for (int i = 0; i < kept; i++) _bytes.Add((byte)(value >> (24 - (8 * i))));
            break;
        }

        return [.. _bytes];
    }

    private void Narrow(uint start, uint size, uint total)
    {
        _range /= total;
        ulong low = _low + ((ulong)start * _range);
        if (low > uint.MaxValue) Carry();
        _low = (uint)low;
        _range *= size;
        while (_range < Least)
        {
            _bytes.Add((byte)(_low >> 24));
            _low <<= 8;
            _range <<= 8;
        }
    }

    private void Carry()
    {
        int last = _bytes.Count - 1;
        for (; _bytes[last] == byte.MaxValue; last--) _bytes[last] = 0;
        _bytes[last]++;
    }
}
