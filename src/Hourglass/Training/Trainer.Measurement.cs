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
        int[] order = [.. _order];
        ThreadTeam team = ThreadTeam.Rent(_options.Threads);
        try
        {
            RunEpochs(time * 0.1, team);
            _executor.StartProfile();
            int steps = RunEpochs(time, team).Steps.Count;
            return OperationTime.Of(_executor, steps);
        }
        finally
        {
            team.Return();
            _values.CopyFrom(before);
            order.CopyTo(_order, 0);
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

    // Trains on the real rows for a while, then puts everything back: measuring leaves no trace in the result. The first half of the time is for the
    // JIT, which makes code quicker while it runs.
    private TrainingMeasurement Measure(TimeSpan time, ThreadTeam team)
    {
        StoredValues before = _values.Clone();
        int[] order = [.. _order];
        RunEpochs(time / 2, team);
        (List<double> steps, List<double> ends) = RunEpochs(time / 2, team);
        _values.CopyFrom(before);
        order.CopyTo(_order, 0);
        return new TrainingMeasurement(steps, (Typical(steps) * _stepsPerEpoch) + Typical(ends));
    }

    // Epochs as in training, from their shuffling to the weights that are kept; the last one ends early, but ends.
    private (List<double> Steps, List<double> Ends) RunEpochs(TimeSpan time, ThreadTeam team)
    {
        TrainingState state = NewState();
        state.Planned = long.MaxValue;
        var clock = Stopwatch.StartNew();
        var report = new ProgressReport(null, clock, _options, state, ReportEvery);
        var random = new RandomStream(_options.Seed, "measurement");
        List<double> steps = [], ends = [];
        do
        {
            TimeSpan start = clock.Elapsed;
            Shuffle(random);
            (state.Mean, state.Start) = (new RunningMean(_graph), 0);
            TimeSpan shuffling = clock.Elapsed - start;
            do
            {
                start = clock.Elapsed;
                TakeStep(team, state);
                report.Step(_executor.Run.Rows);
                steps.Add((clock.Elapsed - start).TotalSeconds);
            }
            while (state.Start < _order.Length && clock.Elapsed < time);
            start = clock.Elapsed;
            EndEpoch(team, state, report, clock);
            ends.Add((clock.Elapsed - start + shuffling).TotalSeconds);
            state.Epoch++;
        }
        while (clock.Elapsed < time);
        return (steps, ends);
    }

    // The median of means: an epoch has quick and slow steps, so their mean counts; but not the few that a neighbour on the machine held up for long.
    private static double Typical(List<double> seconds)
    {
        double[] means = [.. seconds.Chunk((seconds.Count + 8) / 9).Select(chunk => chunk.Average()).Order()];
        return means[means.Length / 2];
    }
}
