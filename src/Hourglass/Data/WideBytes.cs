using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hourglass.Data;

/// <summary>Bytes as float32.</summary>
internal static class WideBytes
{
    /// <summary>Bytes to float32, a vector at a time: the library's own conversion goes value by value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(ReadOnlySpan<byte> source, Span<float> destination)
    {
        if (destination.Length < source.Length) throw new ArgumentException("The destination is shorter than a row.", nameof(destination));
        int step = Vector<byte>.Count, quarter = Vector<float>.Count, i = 0;
        for (; i <= source.Length - step; i += step)
        {
            Vector.Widen(new Vector<byte>(source[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
            Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
            Span<float> target = destination.Slice(i, step);
            // Signed conversion is one instruction everywhere, unsigned is not; a byte fits either.
            Vector.ConvertToSingle(first.As<uint, int>()).CopyTo(target);
            Vector.ConvertToSingle(second.As<uint, int>()).CopyTo(target[quarter..]);
            Vector.ConvertToSingle(third.As<uint, int>()).CopyTo(target[(2 * quarter)..]);
            Vector.ConvertToSingle(fourth.As<uint, int>()).CopyTo(target[(3 * quarter)..]);
        }

        for (; i < source.Length; i++) destination[i] = source[i];
    }
}
