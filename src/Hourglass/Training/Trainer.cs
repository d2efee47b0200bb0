using System.Collections.Immutable;
using System.Diagnostics;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Preprocessing;

namespace Hourglass.Training;

/// <summary>
/// Trains an autoencoder: shuffles, steps, watches the loss, keeps the best weights, stops when it is stable. The same data, options and
/// seed give the same bits for any number of threads.
/// </summary>
public sealed partial class Trainer
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(100);

    private readonly AutoencoderDescription _description;
    private readonly TrainingOptions _options;
    private readonly DataSet _data;
    private readonly TrainingGraph _graph;
    private readonly Plan _plan;
    private readonly Executor _executor;
    private readonly StoredValues _values;
    private readonly BatchSource _batches;
    private readonly AugmentedRows? _augmented;
    private readonly int[] _order;
    private readonly (string Name, Node Node)[] _scalars;
    private readonly LossEvaluation? _validation;
    private readonly int _validationRows;
    private readonly int _stepsPerEpoch;
    private readonly TrainingMemory _memory;

    /// <summary>Prepares a training.</summary>
    /// <param name="description">What to train.</param>
    /// <param name="options">How to train.</param>
    /// <param name="data">The data; training rows are <paramref name="rows"/> of it.</param>
    /// <param name="scaler">Fitted on the training rows.</param>
    /// <param name="rows">Training rows.</param>
    /// <param name="validation">Validation data and its rows, or null.</param>
    /// <param name="firstValues">Values to begin with, by path; those of other paths are drawn.</param>
    /// <exception cref="InputException">An option is out of range, a first value belongs to no parameter or does not fit it, or it needs more memory than it may take.</exception>
    public Trainer(
        AutoencoderDescription description, TrainingOptions options, DataSet data, Scaler scaler, int[] rows, (DataSet Data, int[] Rows)? validation,
        IReadOnlyDictionary<string, float[]>? firstValues = null)
        : this(description, options, data, scaler, rows, validation, firstValues, WorkAfterTraining.OfAutoencoder)
    {
    }

    internal Trainer(
        AutoencoderDescription description, TrainingOptions options, DataSet data, Scaler scaler, int[] rows, (DataSet Data, int[] Rows)? validation,
        IReadOnlyDictionary<string, float[]>? firstValues, WorkAfterTraining after)
    {
        options.Validate();
        (_description, _options, _data) = (description, options, data);
        int batch = Math.Min(options.Batch, rows.Length);
        _stepsPerEpoch = (rows.Length + batch - 1) / batch;
        _graph = new TrainingGraph(description, data.Width, options);
        Node[] roots = [_graph.Objective, .. _graph.Parts.Select(part => part.Value)];
        _memory = new TrainingMemory(description, data.Width, _graph.Stored, rowsOfStep => Plan.Make(_graph.Graph, roots, assign: true, rowsOfStep), options, after);
        if (options.Memory is { } most) _memory.Require(most, batch);
        _values = _graph.Initialise(options.Seed, firstValues ?? ImmutableDictionary<string, float[]>.Empty);
        _plan = Plan.Make(_graph.Graph, roots, assign: true, batch);
        _executor = new Executor(_plan, _values, options.Threads);
        _executor.Run.Seed = options.Seed;
        _order = (int[])rows.Clone();
        if (options.Augmentation is { } augmentation)
        {
            augmentation.RequireFor(data.RowShape, data.Name);
            _augmented = new AugmentedRows(data, scaler, augmentation, options.Seed);
        }

        _batches = new BatchSource(data, scaler, _order, _augmented);
        _executor.BindInput(_graph.Input, _batches);
        _scalars = [.. _graph.Graph.Nodes.Where(node => node.Operation is ScalarInput).Select(node => (((ScalarInput)node.Operation).Label, node))];
        if (validation is { } held)
        {
            Current = NewModelValues();
            _validationRows = held.Rows.Length;
            _validation = new LossEvaluation(description, Current, held.Data, scaler, held.Rows, options.Threads);
        }
    }

    /// <summary>What one step costs.</summary>
    public PlanDescription Describe() => _plan.Describe();

    /// <summary>Numbers in a row.</summary>
    public int Features => _data.Width;

    /// <summary>Steps in an epoch.</summary>
    public int StepsPerEpoch => _stepsPerEpoch;

    /// <summary>Bytes that this process will hold at most, everything counted: the runtime, the data, values, moments, kept weights, validation.</summary>
    public long PeakBytes => _memory.BytesFor(_plan.Capacity);

    // The model as it stands, for validation.
    private StoredValues? Current { get; }

    /// <summary>Trains.</summary>
    /// <param name="progress">Told how it goes, or null.</param>
    /// <param name="identity">What a checkpoint belongs to: a text that is the same for the same training only.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="OperationCanceledException">Aborted.</exception>
    /// <exception cref="InputException">The checkpoint to go on from belongs to another training, it and the one before it are damaged, or no step fits into the budget.</exception>
    /// <exception cref="WorkFailedException">The loss was no number before the first epoch ended, so there are no good weights.</exception>
    public TrainingResult Fit(IProgress<TrainingProgress>? progress = null, string identity = "", CancellationToken cancellationToken = default)
    {
        ThreadTeam team = ThreadTeam.Rent(_options.Threads);
        try
        {
            return Fit(team, progress, identity, cancellationToken);
        }
        finally
        {
            team.Return();
        }
    }

    private TrainingResult Fit(ThreadTeam team, IProgress<TrainingProgress>? progress, string identity, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        TrainingState state = Begin(team, identity);
        var report = new ProgressReport(progress, clock, _options, state, ReportEvery);
        var random = new RandomStream(_options.Seed, "shuffle");
        for (int epoch = 1; epoch < state.Epoch; epoch++) Shuffle(random);
        StopReason? reason = null;
        for (bool isFirst = true; reason is null; isFirst = false)
        {
            Shuffle(random);
            if (!isFirst) (state.Mean, state.Start) = (new RunningMean(_graph), 0);
            reason = state.Step >= state.Planned ? StopReason.Finished : null;
            while (state.Start < _order.Length && reason is null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                reason = TakeStep(team, state);
                report.Step(_executor.Run.Rows);
                if (reason != StopReason.Diverged && IsDue(state, reason)) Checkpoint.Write(_options.Checkpoint!.File, state, identity, clock.Elapsed.TotalSeconds);
            }

            if (reason != StopReason.Diverged && EndEpoch(team, state, report, clock) is { } end) reason = end == StopReason.Diverged ? end : reason ?? end;
            if (reason is null) state.Epoch++;
        }

        if (state.History.Count == 0) throw Diverged(state.Step);
        EpochRecord last = state.History[^1];
        return new TrainingResult
        {
            Values = state.Kept,
            History = state.History,
            BestEpoch = _options.KeepBest ? state.Stability.BestEpoch : last.Epoch,
            BestLoss = _options.KeepBest ? state.Stability.Best : last.ValidationLoss ?? last.Loss,
            Steps = state.Step,
            PlannedSteps = state.Planned,
            StopReason = reason.Value,
            Elapsed = TimeSpan.FromSeconds(state.SecondsBefore) + clock.Elapsed,
            Rows = (_order.Length, _validationRows),
        };
    }

    // At the beginning, or where a checkpoint says.
    private TrainingState Begin(ThreadTeam team, string identity)
    {
        TrainingState state = NewState();
        if (_options.Checkpoint is { } checkpoint)
        {
            if (checkpoint.Resumes && Checkpoint.Read(checkpoint.File, state, identity) is { } resumed)
            {
                checkpoint.Told?.Invoke(resumed);
                return state;
            }

            Checkpoint.RequireReplaceable(checkpoint.File);
        }

        state.Planned = Math.Min((long)_options.Epochs * _stepsPerEpoch, _options.Steps ?? long.MaxValue);
        if (_options.Budget is { } budget) state.Planned = Math.Min(state.Planned, StepsWithin(budget, team));
        return state;
    }

    private TrainingState NewState() => new(_values, NewModelValues(), new Stability(_options.Patience, _options.MinDelta)) { Mean = new RunningMean(_graph) };

    private void Shuffle(RandomStream random)
    {
        if (_options.Shuffle) random.Shuffle(_order.AsSpan());
    }

    private bool IsDue(TrainingState state, StopReason? reason) =>
        _options.Checkpoint is { } checkpoint && (reason is not null || state.Step % (checkpoint.EverySteps ?? _stepsPerEpoch) == 0);

    private StopReason? TakeStep(ThreadTeam team, TrainingState state)
    {
        TakeStep(team, state.Step, state.Planned, state.Start);
        state.Step++;
        state.Start += _executor.Run.Rows;
        state.Mean.Add(_executor, _executor.Run.Rows);
        return !double.IsFinite(state.Mean.Loss) ? StopReason.Diverged
            : _options.Finish.IsCancellationRequested ? StopReason.Interrupted
            : state.Step >= state.Planned ? StopReason.Finished
            : null;
    }

    private StopReason? EndEpoch(ThreadTeam team, TrainingState state, ProgressReport report, Stopwatch clock)
    {
        if (_validation is not null)
        {
            _graph.CopyModel(_values, Current!);
            state.ValidationLoss = _validation.Mean(team);
        }

        double watched = state.ValidationLoss ?? state.Mean.Loss;
        if (!double.IsFinite(watched)) return StopReason.Diverged;
        if (state.Stability.Note(state.Epoch, watched) || !_options.KeepBest) _graph.CopyModel(_values, state.Kept);
        state.History.Add(new EpochRecord(state.Epoch, state.Mean.Loss, state.ValidationLoss, report.LearningRate, state.SecondsBefore + clock.Elapsed.TotalSeconds) { Parts = state.Mean.Parts });
        report.Epoch();
        return state.Stability.IsStable(state.Epoch) ? StopReason.Stable : null;
    }

    private void TakeStep(ThreadTeam team, long step, long planned, int start)
    {
        double rate = _options.Optimizer.LearningRate * _options.Schedule.Factor(step, planned);
        foreach ((string name, double value) in _options.Optimizer.Scalars(step, rate))
        {
            foreach ((string label, Node node) in _scalars)
            {
                if (label == name) _executor.SetScalar(node, value);
            }
        }

        _batches.Start = start;
        _augmented?.Step = step;
        _executor.Run.Step = step;
        _executor.Run.Rows = Math.Min(_options.Batch, _order.Length - start);
        _executor.Execute(team);
    }

    private StoredValues NewModelValues() =>
        new(AutoencoderGraph.Build(_description, _data.Width, isTraining: false).Builder.Declarations.Select(d => (StoredLeaf)d.Node.Operation));

    private static WorkFailedException Diverged(long step) => new(
        "Training failed: the loss is no longer a number.", $"step {step}, before the first epoch had ended", "NaN or infinity", "a finite loss",
        "a smaller learning rate (--learning-rate 1e-4), gradient clipping (--clip-norm 1) or scaled data (--scale standard)");
}
