using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Hourglass.Numerics;

/// <summary>Work that is split into items which any worker may do in any order.</summary>
public interface IParallelWork
{
    /// <summary>Does one item.</summary>
    /// <param name="item">Which item, from 0.</param>
    /// <param name="worker">Which worker does it, from 0 to <see cref="ThreadTeam.Threads"/> - 1: an index for scratch memory, never for results.</param>
    void Run(int item, int worker);
}

/// <summary>
/// A fixed team of threads for fork and join in a fraction of a microsecond: workers spin for new work, then yield, and park only
/// after a while without any. Items are first handed out in contiguous ranges, so that a worker meets the same memory step after step,
/// and taken over from others when its own are done, so that a busy neighbour delays only one item.
/// </summary>
public sealed class ThreadTeam
{
    /// <summary>The most threads that a team may have: above that a machine is busy with changing between them.</summary>
    public const int MostThreads = 1024;

    private const int SpinsBeforeYield = 2000;
    private const int YieldsBeforePark = 4000;
    private static readonly ConcurrentDictionary<int, ConcurrentBag<ThreadTeam>> Idle = new();

    private readonly Range[] _ranges;
    private readonly SemaphoreSlim[] _wake;
    private readonly int[] _parked;
    private IParallelWork _work = null!;
    private Exception? _failure;
    private PaddedInt _generation, _done;

    private ThreadTeam(int threads)
    {
        Threads = threads;
        _ranges = new Range[threads];
        _parked = new int[threads];
        _wake = [.. Enumerable.Range(0, threads).Select(_ => new SemaphoreSlim(0))];
        for (int worker = 1; worker < threads; worker++)
        {
            int index = worker;
            new Thread(() => Serve(index)) { IsBackground = true, Name = $"Hourglass worker {index}" }.Start();
        }
    }

    /// <summary>As many threads as the machine has processors, at most <see cref="MostThreads"/>.</summary>
    public static int OfMachine => Math.Min(Environment.ProcessorCount, MostThreads);

    /// <summary>Number of threads, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Takes an idle team of this size, or starts one. Give it back with <see cref="Return"/>.</summary>
    /// <param name="threads">1 to <see cref="MostThreads"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such number.</exception>
    public static ThreadTeam Rent(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MostThreads);
        return Idle.GetOrAdd(threads, _ => []).TryTake(out ThreadTeam? team) ? team : new ThreadTeam(threads);
    }

    /// <summary>Gives the team back; its workers park by themselves.</summary>
    public void Return() => Idle[Threads].Add(this);

    /// <summary>Does all items and returns when the last is done. The first exception of any item is thrown here.</summary>
    /// <param name="work">The work.</param>
    /// <param name="boundaries">Item numbers at which each worker's own range begins, with the number of items at the end: [Threads + 1].</param>
    public void Run(IParallelWork work, ReadOnlySpan<int> boundaries)
    {
        int items = boundaries[^1];
        if (Threads == 1 || items == 1)
        {
            for (int item = 0; item < items; item++) work.Run(item, 0);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(items, Range.MostItems);
        _work = work;
        _done.Value = 0;
        int generation = (_generation.Value + 1) & Range.GenerationMask;
        for (int worker = 0; worker < Threads; worker++) _ranges[worker].Open(generation, boundaries[worker], boundaries[worker + 1]);
        Interlocked.Exchange(ref _generation.Value, generation);
        for (int worker = 1; worker < Threads; worker++)
        {
            if (Volatile.Read(ref _parked[worker]) != 0 && Interlocked.Exchange(ref _parked[worker], 0) != 0) _wake[worker].Release();
        }

        // Only items are waited for, never workers: one that the system has put to sleep without an item holds nobody up.
        Work(0, generation);
        for (int spins = 0; Volatile.Read(ref _done.Value) != items; spins++) Pause(spins);
        if (_failure is null) return;
        Exception failure = _failure;
        _failure = null;
        ExceptionDispatchInfo.Throw(failure);
    }

    private static void Pause(int spins)
    {
        if (spins < SpinsBeforeYield) Thread.SpinWait(1);
        else Thread.Yield();
    }

    private void Serve(int worker)
    {
        int seen = 0;
        while (true)
        {
            for (int spins = 0; Volatile.Read(ref _generation.Value) == seen; spins++)
            {
                Pause(spins);
                if (spins < SpinsBeforeYield + YieldsBeforePark) continue;

                // Announce the nap first, then look once more: the caller raises the generation before it looks for sleepers.
                Interlocked.Exchange(ref _parked[worker], 1);
                if (Volatile.Read(ref _generation.Value) == seen || Interlocked.Exchange(ref _parked[worker], 0) == 0) _wake[worker].Wait();
                spins = 0;
            }

            seen = Volatile.Read(ref _generation.Value);
            Work(worker, seen);
        }
    }

    private void Work(int worker, int generation)
    {
        for (int turn = 0; turn < Threads; turn++)
        {
            ref Range range = ref _ranges[(worker + turn) % Threads];
            while (range.TryTake(generation, out int item))
            {
                try
                {
                    _work.Run(item, worker);
                }
                catch (Exception failure)
                {
                    Interlocked.CompareExchange(ref _failure, failure, null);
                }

                Interlocked.Increment(ref _done.Value);
            }
        }
    }

    // Two cache lines each, so that neighbours never share one (processors fetch lines in pairs).
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct PaddedInt
    {
        [FieldOffset(128)]
        public int Value;
    }

    // The items of one worker that are left. Generation, end and next item share one word, so that taking an item proves that the
    // work it belongs to is still under way: a worker that comes late finds another generation and takes nothing.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Range
    {
        public const int MostItems = (1 << ItemBits) - 1, GenerationMask = (1 << (64 - 1 - (2 * ItemBits))) - 1;
        private const int ItemBits = 20;

        [FieldOffset(0)]
        private long _word;

        public void Open(int generation, int first, int end) =>
            Volatile.Write(ref _word, ((long)generation << (2 * ItemBits)) | ((long)end << ItemBits) | (uint)first);

        public bool TryTake(int generation, out int item)
        {
            while (true)
            {
                long word = Volatile.Read(ref _word);
                item = (int)(word & MostItems);
                if (word >> (2 * ItemBits) != generation || item >= ((word >> ItemBits) & MostItems)) return false;
                if (Interlocked.CompareExchange(ref _word, word + 1, word) == word) return true;
            }
        }
    }
}
