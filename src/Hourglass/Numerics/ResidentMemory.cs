using System.Diagnostics;

namespace Hourglass.Numerics;

/// <summary>The part of the machine's memory that this process holds, in bytes: numbers, data, the runtime and its compiled code, everything.</summary>
public static class ResidentMemory
{
    /// <summary>What it holds now.</summary>
    public static long Now => Environment.WorkingSet;

    /// <summary>The most it has held so far.</summary>
    public static long Peak
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return Math.Max(process.PeakWorkingSet64, Now);
        }
    }

    /// <summary>Gives back what nobody needs any more: after a large piece of work, so that the next one does not come on top of it.</summary>
    public static void Release() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
