using System.Runtime.CompilerServices;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>Sums a function of the elements of each row, over lanes.</summary>
internal static class RowReduction
{
    /// <summary>The function whose values are summed, of the elements of two rows.</summary>
    public interface ITerm
    {
        V Of<V>(V a, V b) where V : unmanaged, ILanes<V>;
    }

    /// <summary>
    /// Sum over the columns of term(a, b) in one row. Lane l of the running sum holds columns l, l + width, ...; the lanes are added at
    /// the end, then the columns that fill no register, one by one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe float Sum<V, T>(T term, View a, View b, int row) where V : unmanaged, ILanes<V> where T : struct, ITerm
    {
        V sum = V.Broadcast(0f);
        float rest = 0;
        for (int column = 0; column < a.Columns; column += a.PanelWidth)
        {
            int width = Math.Min(a.PanelWidth, a.Columns - column);
            float* pa = a.At(row, column), pb = b.At(row, column);
            int lane = 0;
            for (; lane + V.Width <= width; lane += V.Width) sum += term.Of(V.Load(pa + lane), V.Load(pb + lane));
            for (; lane < width; lane++) rest += ScalarLanes.Sum(term.Of(ScalarLanes.Load(pa + lane), ScalarLanes.Load(pb + lane)));
        }

        return V.Sum(sum) + rest;
    }

    /// <summary>The first operand itself.</summary>
    public readonly struct First : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V a, V b) where V : unmanaged, ILanes<V> => a;
    }

    /// <summary>(a - b)^2.</summary>
    public readonly struct SquaredDifference : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V a, V b) where V : unmanaged, ILanes<V> => (a - b) * (a - b);
    }
}
