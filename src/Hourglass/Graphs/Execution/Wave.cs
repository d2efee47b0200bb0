using System.Diagnostics;
using Hourglass.Graphs.Planning;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Execution;

/// <summary>A pipeline whose steps are bound to memory.</summary>
internal sealed record BoundPipeline(Pipeline Pipeline, Step[] Steps);

/// <summary>
/// All pipelines between two barriers, as items of work: one block of rows of one pipeline each. Workers start with shares of nearly
/// equal cost.
/// </summary>
internal sealed class Wave : IParallelWork
{
    // Below this many floating-point operations waking the team costs more than it saves.
    private const long SmallestSharedWork = 100_000;

    private readonly Executor _executor;
    private readonly BoundPipeline[] _pipelines;
    private readonly int[] _firstItem;
    private readonly long[][] _ticks;
    private int[] _boundaries = [];
    private bool _isShared;
    private int _rows = -1;

    public Wave(Executor executor, BoundPipeline[] pipelines)
    {
        _executor = executor;
        _pipelines = [.. pipelines.OrderByDescending(bound => bound.Pipeline.BlockFlops)];
        _firstItem = new int[pipelines.Length + 1];
        _ticks = [.. _pipelines.Select(bound => new long[bound.Steps.Length])];
    }

    public void Execute(ThreadTeam team, int rows)
    {
        if (rows != _rows) Divide(team.Threads, rows);
        if (_isShared)
        {
            team.Run(this, _boundaries);
            return;
        }

        for (int item = 0; item < _firstItem[^1]; item++) Run(item, 0);
    }

    public long TicksOf(Node node)
    {
        for (int p = 0; p < _pipelines.Length; p++)
        {
            int step = Array.FindIndex(_pipelines[p].Steps, s => s.Node == node);
            if (step >= 0) return Volatile.Read(ref _ticks[p][step]);
        }

        return 0;
    }

    public unsafe void Run(int item, int worker)
    {
        int p = 0;
        while (item >= _firstItem[p + 1]) p++;
        (Pipeline pipeline, Step[] steps) = (_pipelines[p].Pipeline, _pipelines[p].Steps);
        int firstRow = (item - _firstItem[p]) * pipeline.BlockRows;
        int rows = Math.Min(pipeline.BlockRows, pipeline.Rows(_rows) - firstRow);
        float* scratch = _executor.ScratchOf(worker);
        for (int s = 0; s < steps.Length; s++)
        {
            long start = _executor.IsProfiling ? Stopwatch.GetTimestamp() : 0;
            steps[s].Run(firstRow, rows, scratch, _executor.Run);
            if (_executor.IsProfiling) Interlocked.Add(ref _ticks[p][s], Stopwatch.GetTimestamp() - start);
        }
    }

    // Cuts the items, which lie in order of falling cost, into one contiguous share of equal cost for each worker.
    private void Divide(int threads, int rows)
    {
        _rows = rows;
        for (int p = 0; p < _pipelines.Length; p++) _firstItem[p + 1] = _firstItem[p] + _pipelines[p].Pipeline.Blocks(rows);
        long total = 0;
        foreach (BoundPipeline bound in _pipelines) total += bound.Pipeline.BlockFlops * bound.Pipeline.Blocks(rows);
        _isShared = threads > 1 && total >= SmallestSharedWork && _firstItem[^1] > 1;
        if (_boundaries.Length != threads + 1) _boundaries = new int[threads + 1];
        _boundaries[threads] = _firstItem[^1];
        long done = 0;
        int worker = 1;
        for (int p = 0; p < _pipelines.Length; p++)
        {
            for (int item = _firstItem[p]; item < _firstItem[p + 1]; item++)
            {
                while (worker < threads && done * threads >= total * worker) _boundaries[worker++] = item;
                done += _pipelines[p].Pipeline.BlockFlops;
            }
        }

        while (worker < threads) _boundaries[worker++] = _firstItem[^1];
    }
}
