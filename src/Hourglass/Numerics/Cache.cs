using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Hourglass.Numerics;

/// <summary>Asks the processor to fetch memory into its cache: a hint, without which results are the same. Does nothing where there is no such instruction.</summary>
internal static unsafe class Cache
{
    private const int LineBytes = 64;

    /// <summary>Fetches values into the first level, for they are read at once.</summary>
    public static void Fetch<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        if (!Sse.IsSupported) return;

        // A hint about memory that the garbage collector moves meanwhile is useless, not harmful.
        byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(values)), end = start + ((long)values.Length * sizeof(T));
        for (; start < end; start += LineBytes) Sse.Prefetch0(start);
    }

    /// <summary>Fetches a run of values into the second level, for they are needed after other work.</summary>
    public static void FetchForLater(float* start, nint count)
    {
        if (!Sse.IsSupported) return;
        for (float* end = start + count; start < end; start += LineBytes / sizeof(float)) Sse.Prefetch1(start);
    }
}
