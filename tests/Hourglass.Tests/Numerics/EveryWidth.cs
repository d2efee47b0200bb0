using Hourglass.Numerics;

namespace Hourglass.Tests.Numerics;

/// <summary>A function over lanes, to be tried in every register width.</summary>
internal interface ILaneFunction
{
    static abstract V Of<V>(V x) where V : unmanaged, ILanes<V>;
}

/// <summary>Applies a function in each register width; one that the machine lacks is emulated.</summary>
internal static unsafe class EveryWidth
{
    public static float[] Map<F>(KernelWidth width, float[] x) where F : ILaneFunction => width switch
    {
        KernelWidth.Bits512 => Map<Lanes512, F>(x),
        KernelWidth.Bits256 => Map<Lanes256, F>(x),
        KernelWidth.Bits128 => Map<Lanes128, F>(x),
        _ => Map<ScalarLanes, F>(x),
    };

    private static float[] Map<V, F>(float[] x) where V : unmanaged, ILanes<V> where F : ILaneFunction
    {
        var padded = new float[x.Length + V.Width];
        x.CopyTo(padded, 0);
        fixed (float* p = padded)
        {
            for (int i = 0; i < x.Length; i += V.Width) V.Store(p + i, F.Of(V.Load(p + i)));
        }

        return padded[..x.Length];
    }
}
