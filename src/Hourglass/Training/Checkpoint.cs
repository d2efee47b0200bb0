using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Errors;
using Hourglass.Graphs.Execution;

namespace Hourglass.Training;

/// <summary>
/// A <see cref="TrainingState"/> in a file: a container like a model file, with the job <c>checkpoint</c>, the sections <c>weights</c> (all values,
/// moments among them) and <c>kept</c> (the weights kept so far). It names what it belongs to, and is used for nothing else.
/// </summary>
internal static class Checkpoint
{
    private const string Job = "checkpoint", KeptSection = "kept", IdentityKey = "training", PreviousEnding = ".previous", DamagedEnding = ".damaged";

    /// <summary>Writes a checkpoint; the one that was there stays as the previous one. Killed at any moment, one of the two is whole.</summary>
    public static void Write(string path, TrainingState state, string identity, double seconds)
    {
        var recipe = new JsonObject
        {
            ["job"] = Job,
            ["model"] = "training",
            ["inputKind"] = "training",
            [IdentityKey] = identity,
            ["planned"] = state.Planned,
            ["step"] = state.Step,
            ["epoch"] = state.Epoch,
            ["start"] = state.Start,
            ["seconds"] = state.SecondsBefore + seconds,
            ["validationLoss"] = state.ValidationLoss,
            ["stability"] = Numbers(state.Stability.State.Best, state.Stability.State.BestEpoch, state.Stability.State.Reference, state.Stability.State.ReferenceEpoch),
            ["mean"] = Numbers([state.Mean.State.Rows, .. state.Mean.State.Sums]),
            ["parts"] = new JsonArray([.. state.Mean.Parts.Select(part => (JsonNode)part.Name)]),
            ["history"] = new JsonArray([.. state.History.Select(epoch => (JsonNode)Numbers(
                [epoch.Loss, epoch.ValidationLoss ?? double.MaxValue, epoch.LearningRate, epoch.Seconds, .. epoch.Parts.Select(part => part.Value)]))]),
        };
        var container = new ModelContainer(recipe, new Dictionary<string, IReadOnlyList<NamedTensor>>
        {
            [ModelContainer.WeightsSection] = Tensors(state.Values),
            [KeptSection] = Tensors(state.Kept),
        });
        if (File.Exists(path)) File.Move(path, path + PreviousEnding, overwrite: true);
        container.Save(path);
    }

    /// <summary>Makes sure that a checkpoint takes the place of nothing but a checkpoint.</summary>
    /// <param name="path">Where one is to be written.</param>
    /// <exception cref="InputException">Another file is there, or a checkpoint that cannot be read.</exception>
    public static void RequireReplaceable(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0) return;
        string found;
        try
        {
            JsonObject recipe = ModelContainer.Load(path).Recipe;
            if (recipe["job"]!.ToString() == Job) return;
            found = DescribeOther(recipe);
        }
        catch (InputException unreadable)
        {
            found = $"a file that is no whole checkpoint: {unreadable.What}";
        }

        throw new InputException("The checkpoint would take the place of another file.", path, found, "only a checkpoint is replaced", "name another file, or remove this one");
    }

    /// <summary>Puts a state back as it was.</summary>
    /// <param name="path">The checkpoint; the one before it is used when it is missing or damaged; then the damaged one becomes <c>FILE.damaged</c>.</param>
    /// <param name="state">The state of a training that has not begun.</param>
    /// <param name="identity">What the training is; a checkpoint of another is refused.</param>
    /// <returns>Where it goes on; null when there is neither.</returns>
    /// <exception cref="InputException">It belongs to another training, or both are damaged.</exception>
    public static ResumedFrom? Read(string path, TrainingState state, string identity)
    {
        InputException? damage = null;
        foreach (string file in (string[])[path, path + PreviousEnding])
        {
            if (!File.Exists(file)) continue;
            ModelContainer container;
            try
            {
                container = ModelContainer.Load(file);
                if (container.Recipe["job"]!.ToString() == Job && container.Recipe[IdentityKey]?.ToString() == identity)
                {
                    ModelFileError.Explain(file, () => Restore(container, state));

                    // Out of the way, or the next checkpoint would make it the previous one, in place of the one that is whole.
                    if (damage is not null) File.Move(path, path + DamagedEnding, overwrite: true);
                    return new ResumedFrom(file, state.Step, state.Epoch, damage?.What ?? (file == path ? null : $"There is no {path}."));
                }
            }
            catch (InputException unreadable)
            {
                damage ??= unreadable;
                continue;
            }

            throw new InputException(
                "The checkpoint belongs to another training.", file, DescribeOther(container.Recipe),
                "a checkpoint goes on with exactly the training that wrote it", "give the options and data of that training, or another file name");
        }

        return damage is null ? null : throw new InputException(
            "The checkpoint is damaged, and there is no whole one before it.", path, damage.What, remedy: "remove it, or name another file, and leave --resume out: training begins anew", cause: damage);
    }

    private static string DescribeOther(JsonObject recipe) => recipe["job"]!.ToString() == Job
        ? $"one of {recipe["createdBy"]}, with other data, options, architecture, kernel width or version"
        : $"no checkpoint, but a model of the job {Quotation.Of(recipe["job"]!.ToString())}";

    private static bool Restore(ModelContainer file, TrainingState state)
    {
        JsonObject recipe = file.Recipe;
        string[] parts = [.. Array(recipe["parts"]).Select(part => $"{part}")];
        double[] stability = Numbers(recipe["stability"]), mean = Numbers(recipe["mean"]);
        EpochRecord[] history = [.. Array(recipe["history"]).Select((epoch, index) => Epoch(index + 1, Numbers(epoch), parts))];
        if (stability.Length != 4) throw new FormatException("The best losses are not four numbers.");
        if (mean.Length != parts.Length + 2) throw new FormatException("The mean does not have the parts it names.");

        // Everything is checked before anything is changed, so that a damaged file leaves the state for the one before it.
        IReadOnlyDictionary<string, float[]> values = Matching(file.Sections[ModelContainer.WeightsSection], state.Values), kept = Matching(file.Sections[KeptSection], state.Kept);
        (long planned, long step, int epoch, int start, double seconds) = (
            Number(recipe["planned"]).GetValue<long>(), Number(recipe["step"]).GetValue<long>(), Number(recipe["epoch"]).GetValue<int>(), Number(recipe["start"]).GetValue<int>(),
            Number(recipe["seconds"]).GetValue<double>());
        if (step < 0 || start < 0 || epoch != history.Length + 1) throw new FormatException($"Step {step} and epoch {epoch} do not go with a history of {history.Length}.");
        double? validationLoss = (double?)recipe["validationLoss"];
        foreach ((string name, float[] numbers) in values) state.Values.Set(name, numbers);
        foreach ((string name, float[] numbers) in kept) state.Kept.Set(name, numbers);
        (state.Planned, state.Step, state.Epoch, state.Start, state.SecondsBefore) = (planned, step, epoch, start, seconds);
        state.ValidationLoss = validationLoss;
        state.Stability.State = new StabilityState(stability[0], (int)stability[1], stability[2], (int)stability[3]);
        state.Mean.State = (mean[1..], (long)mean[0]);
        state.History.AddRange(history);
        return true;
    }

    private static EpochRecord Epoch(int number, double[] values, string[] parts) => values.Length != parts.Length + 4
        ? throw new FormatException($"Epoch {number} does not have the parts it names.")
        : new(number, values[0], values[1] == double.MaxValue ? null : values[1], values[2], values[3]) { Parts = [.. parts.Zip(values[4..])] };

    private static IReadOnlyDictionary<string, float[]> Matching(IReadOnlyList<NamedTensor> tensors, StoredValues values)
    {
        Dictionary<string, float[]> matching = tensors.Where(tensor => values.Contains(tensor.Name) && tensor.Shape.SequenceEqual(values.ShapeOf(tensor.Name).Dimensions))
            .ToDictionary(tensor => tensor.Name, tensor => tensor.Values);
        return matching.Count == values.Paths.Count ? matching : throw new FormatException($"{matching.Count} of {values.Paths.Count} values are there.");
    }

    private static IReadOnlyList<NamedTensor> Tensors(StoredValues values) =>
        [.. values.Paths.Select(path => new NamedTensor(path, values.ShapeOf(path).Dimensions, values.Get(path)))];

    private static JsonArray Numbers(params IEnumerable<double> numbers) => new([.. numbers.Select(number => (JsonNode)number)]);

    private static double[] Numbers(JsonNode? array) => [.. Array(array).Select(number => Number(number).GetValue<double>())];

    private static JsonArray Array(JsonNode? node) => node as JsonArray ?? throw new FormatException("A list is missing.");

    private static JsonValue Number(JsonNode? node) => node as JsonValue ?? throw new FormatException("A number is missing.");
}
