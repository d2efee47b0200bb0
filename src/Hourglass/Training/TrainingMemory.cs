using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Models;
using Hourglass.Numerics;

namespace Hourglass.Training;

/// <summary>
/// The memory of a whole process that trains, told from shapes before any of it is taken: what the process holds already (runtime, program, data),
/// values and moments, the weights kept, a step, a validation, and what the job does afterwards. What a training leaves behind is collected late, so the
/// memory of the work after it is counted on top.
/// </summary>
internal sealed class TrainingMemory
{
    // Code that is compiled only when it runs, and what surrounds it: measured on trainings so small that nothing else counts.
    private const long Program = 18_000_000;

    private readonly Func<int, Plan> _plan;
    private readonly int _threads;
    private readonly long _before;
    private readonly Lazy<long> _held;

    /// <summary>Measures what is there.</summary>
    /// <param name="description">What is trained.</param>
    /// <param name="features">Numbers in a row.</param>
    /// <param name="declarations">Everything that training stores.</param>
    /// <param name="plan">The plan of a step with a batch.</param>
    /// <param name="options">How to train.</param>
    /// <param name="after">What follows.</param>
    public TrainingMemory(AutoencoderDescription description, int features, IEnumerable<Node> declarations, Func<int, Plan> plan, TrainingOptions options, WorkAfterTraining after)
    {
        (_plan, _threads) = (plan, options.Threads);
        if (options.Memory is not null) ResidentMemory.Release();
        _before = ResidentMemory.Now;

        // Only when it is asked for: planning the evaluation is a good part of what a first step waits for.
        _held = new(() => HeldBytes(description, features, declarations, options, after));
    }

    /// <summary>Bytes with a batch, at most.</summary>
    public long BytesFor(int batch) => _before + Program + _held.Value + _plan(batch).BytesFor(_threads);

    /// <summary>Refuses a training that needs more than it may take.</summary>
    /// <exception cref="InputException">It needs more; says which batch would fit, or that none does.</exception>
    public void Require(long most, int batch)
    {
        long needed = BytesFor(batch);
        if (needed <= most) return;
        int fitting = batch;
        do fitting = (fitting + 1) / 2;
        while (fitting > 1 && BytesFor(fitting) > most);
        string enough = $"--memory {(needed + 999_999) / 1_000_000}MB";
        throw new InputException(
            "The training needs more memory than it may take.", "--memory", $"{AmountOfMemory.Text(needed)} with a batch of {batch}: {AmountOfMemory.Text(_before)} for data and program, {AmountOfMemory.Text(needed - _before)} to train",
            $"at most {AmountOfMemory.Text(most)}",
            BytesFor(fitting) <= most
                ? $"--batch {fitting}, which needs {AmountOfMemory.Text(BytesFor(fitting))}, or {enough}"
                : $"{enough}, or fewer rows or smaller layers: even a batch of 1 needs {AmountOfMemory.Text(BytesFor(1))}");
    }

    // What does not depend on the batch.
    private long HeldBytes(AutoencoderDescription description, int features, IEnumerable<Node> declarations, TrainingOptions options, WorkAfterTraining after)
    {
        AutoencoderGraph model = AutoencoderGraph.Build(description, features, isTraining: false, samplesCodes: true);
        long weights = StoredBytes(model.Builder.Declarations.Select(declaration => declaration.Node));

        // The values, once more while steps are timed for a budget; the weights as kept, as validated and as saved.
        long values = ((options.Budget is null ? 1 : 2) * StoredBytes(declarations)) + (3 * weights);
        int rows = LossEvaluation.RowsAtOnce(features);
        long questions = after.Questions.Sum(kind => InferenceSession.BytesFor(kind, description, features, ThreadTeam.OfMachine, rows));
        return values + questions + after.Bytes + Plan.Make(model.Builder.Graph, [model.RowObjective], assign: false, rows).BytesFor(_threads) + (2L * rows * features * sizeof(float));
    }

    private static long StoredBytes(IEnumerable<Node> leaves) => leaves.Sum(leaf => Layout.Size(leaf.Shape, leaf.Shape.FixedRows)) * sizeof(float);
}
