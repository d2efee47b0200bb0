using System.Diagnostics;
using Hourglass.Errors;
using Hourglass.Graphs.Execution;
using Hourglass.Numerics;

namespace Hourglass.Training;

/// <content>How long steps take, measured without a trace in a later training.</content>
public sealed partial class Trainer
{
    /// <summary>Times steps on real batches, without a trace in a later training.</summary>
    /// <param name="time">For how long.</param>
    public TrainingMeasurement Measure(TimeSpan time)
    {
        ThreadTeam team = ThreadTeam.Rent(_options.Threads);
        try
        {
            return Measure(time, team);
        }
        finally
        {
            team.Return();
        }
    }

    /// <summary>Measures the time of each operation of a step, without a trace in a later training.</summary>
    /// <param name="time">For how long.</param>
    public IReadOnlyList<OperationTime> Profile(TimeSpan time)
    {
        StoredValues before = _values.Clone();
        ThreadTeam team = ThreadTeam.Rent(_options.Threads);
        try
        {
            RunSteps(time * 0.1, team);
            _executor.StartProfile();
            int steps = RunSteps(time, team).Length;
            return OperationTime.Of(_executor, steps);
        }
        finally
        {
            team.Return();
            _values.CopyFrom(before);
        }
    }

    /// <summary>Takes the first step, for measuring how long a new process waits for it.</summary>
    internal void TakeFirstStep()
    {
        ThreadTeam team = ThreadTeam.Rent(_options.Threads);
        try
        {
            TakeStep(team, 0, long.MaxValue, 0);
        }
        finally
        {
            team.Return();
        }
    }

    private long StepsWithin(TimeSpan budget, ThreadTeam team)
    {
        TimeSpan spent = TimeSpan.FromSeconds(Math.Clamp(budget.TotalSeconds * 0.1, 0.2, 5));
        double step = Measure(spent, team).SecondsPerEpoch / _stepsPerEpoch;
        if ((budget - spent).TotalSeconds >= step) return (long)((budget - spent).TotalSeconds / step);
        throw new InputException(
            "The time is too short for a single step.", "--budget", FormattableString.Invariant($"{budget.TotalSeconds:0.###} s"),
            FormattableString.Invariant($"{spent.TotalSeconds:0.###} s to measure steps, and {step:0.###} s for one"),
            FormattableString.Invariant($"--budget {Math.Ceiling(spent.TotalSeconds + (2 * step))}s or more, a smaller --batch, or smaller layers"));
    }

    // Times steps and a validation on the real rows, then puts everything back: measuring leaves no trace in the result. The first half of the
    // time is for the JIT, which makes code quicker while it runs; of the second half the median counts, which a busy neighbour moves least.
    private TrainingMeasurement Measure(TimeSpan time, ThreadTeam team)
    {
        StoredValues before = _values.Clone();
        RunSteps(time / 2, team);
        Validate(team);
        double[] seconds = RunSteps(time / 2, team);
        double validation = Validate(team);
        _values.CopyFrom(before);
        return new TrainingMeasurement(seconds, (seconds.Order().ElementAt(seconds.Length / 2) * _stepsPerEpoch) + validation);
    }

    private double[] RunSteps(TimeSpan time, ThreadTeam team)
    {
        var seconds = new List<double>();
        var clock = Stopwatch.StartNew();
        for (TimeSpan start = TimeSpan.Zero; start < time || seconds.Count == 0; start = clock.Elapsed)
        {
            // Batch after batch, as in training: the first alone would stay in cache.
            TakeStep(team, seconds.Count, long.MaxValue, seconds.Count % _stepsPerEpoch * Math.Min(_options.Batch, _order.Length));
            seconds.Add((clock.Elapsed - start).TotalSeconds);
        }

        return [.. seconds];
    }

    private double Validate(ThreadTeam team)
    {
        if (_validation is null) return 0;
        _graph.CopyModel(_values, Current!);
        long start = Stopwatch.GetTimestamp();
        _validation.Mean(team);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
