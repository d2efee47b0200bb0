using System.Diagnostics;

namespace Hourglass.Numerics;

/// <summary>The time that a team takes for some work when nothing holds it up.</summary>
internal static class BestTime
{
    /// <summary>Seconds, the least of some repetitions.</summary>
    /// <param name="work">The work.</param>
    /// <param name="items">Its items, shared out evenly.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="repeats">Repetitions.</param>
    public static double Of(IParallelWork work, int items, int threads, int repeats)
    {
        ThreadTeam team = ThreadTeam.Rent(threads);
        int[] boundaries = [.. Enumerable.Range(0, threads + 1).Select(worker => items * worker / threads)];
        double best = double.PositiveInfinity;
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            team.Run(work, boundaries);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        team.Return();
        return best;
    }
}
