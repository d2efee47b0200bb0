using System.Text.Json.Serialization;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Numerics;
using Hourglass.Optimizers;

namespace Hourglass.Training;

/// <summary>How to train. The defaults train until the loss is stable.</summary>
public sealed record TrainingOptions
{
    /// <summary>Most passes over the training rows; 500 by default.</summary>
    public int Epochs { get; init; } = 500;

    /// <summary>Most steps in all; unlimited when null (default). A step is one batch.</summary>
    public long? Steps { get; init; }

    /// <summary>
    /// Time for the whole training; none when null (default). A short calibration turns it into a number of steps, which
    /// <see cref="TrainingResult.PlannedSteps"/> records, so that the same training can be repeated with <see cref="Steps"/>. A budget in which not even
    /// one step fits is refused.
    /// </summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Rows of a step; 256 by default.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>How parameters follow their gradients; Adam with a rate of 1e-3 by default.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <summary>How the learning rate changes over the steps; constant by default.</summary>
    public Schedule Schedule { get; init; } = Schedule.Constant;

    /// <summary>Largest length of the whole gradient (Pascanu, Mikolov and Bengio 2013); longer ones are shortened to it. None when null (default).</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Share of the old value kept in a moving average of the weights, which then is the trained model (Polyak and Juditsky 1992); none when null (default).</summary>
    public double? WeightAverage { get; init; }

    /// <summary>Share of the rows held back for validation when no validation data is given, 0 (none) to 1 (exclusive); 0.1 by default.</summary>
    public double Validation { get; init; } = 0.1;

    /// <summary>Epochs without improvement after which training stops; 10 by default; null never stops early.</summary>
    public int? Patience { get; init; } = 10;

    /// <summary>Relative fall of the loss that counts as an improvement; 1e-4 by default.</summary>
    public double MinDelta { get; init; } = 1e-4;

    /// <summary>Whether the weights of the best validation loss are kept (true, default) or the last ones.</summary>
    public bool KeepBest { get; init; } = true;

    /// <summary>Whether the rows are put in a new random order for each epoch; true by default.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Changes to pictures in training; none when null (default).</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Everything random follows from it; 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads to use, 1 to 1,024; the machine's by default. The result is the same bit for bit for any number.</summary>
    [JsonIgnore]
    public int Threads { get; init; } = ThreadTeam.OfMachine;

    /// <summary>
    /// Most memory in bytes that the whole process may take, its data counted; no limit when null (default). A training that needs more is refused before
    /// its first step. The result does not depend on it.
    /// </summary>
    [JsonIgnore]
    public long? Memory { get; init; }

    /// <summary>A file to write now and then, and to go on from; none when null (default).</summary>
    [JsonIgnore]
    public CheckpointOptions? Checkpoint { get; init; }

    /// <summary>Asks the training to finish its step, keep the best weights and return; cancelling the token given to the fit itself aborts instead.</summary>
    [JsonIgnore]
    public CancellationToken Finish { get; init; }

    /// <summary>How the rows of a data set are divided when no validation data is given; null when none are held back.</summary>
    /// <param name="rows">Number of rows.</param>
    public Split? SplitOf(int rows) => Validation > 0 && rows > 1 ? Split.Random(rows, Validation, Seed) : null;

    /// <summary>Checks every setting.</summary>
    /// <exception cref="InputException">A setting is out of range; says which and what it may be.</exception>
    public void Validate()
    {
        Check(Epochs >= 1, "epochs", Epochs, "at least 1");
        Check(Steps is null or >= 1, "steps", Steps, "at least 1");
        Check(Budget is null || Budget > TimeSpan.Zero, "budget", Budget, "more than no time");
        Check(Memory is null or > 0, "memory", Memory, "more than no bytes");
        Check(Batch >= 1, "batch", Batch, "at least 1");
        Check(Optimizer.LearningRate > 0 && double.IsFinite(Optimizer.LearningRate), "learning rate", Optimizer.LearningRate, "above 0");
        Check(Optimizer.WeightDecay >= 0, "weight decay", Optimizer.WeightDecay, "0 or more");
        Check(ClipNorm is null or > 0, "clip norm", ClipNorm, "above 0");
        Check(WeightAverage is null or (> 0 and < 1), "weight average", WeightAverage, "above 0 and below 1");
        Check(Validation is >= 0 and < 1, "validation", Validation, "a share of at least 0 and below 1");
        Check(Patience is null or >= 1, "patience", Patience, "at least 1 epoch");
        Check(MinDelta >= 0, "min delta", MinDelta, "0 or more");
        Check(Checkpoint?.EverySteps is null or >= 1, "checkpoint every", Checkpoint?.EverySteps, "at least 1 step");
        Check(Threads is >= 1 and <= ThreadTeam.MostThreads, "threads", Threads, FormattableString.Invariant($"1 to {ThreadTeam.MostThreads:N0}"));
    }

    private static void Check(bool holds, string option, object? found, string rule)
    {
        if (!holds) throw new InputException("A training option is out of range.", option, found?.ToString(), rule, "change this option");
    }
}
