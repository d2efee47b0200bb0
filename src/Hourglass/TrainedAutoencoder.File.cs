using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Hourglass.Artifacts;
using Hourglass.Corruptions;
using Hourglass.Errors;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass;

/// <content>Saving and loading: recipe, weights, scaling and rows that test the file itself.</content>
public sealed partial class TrainedAutoencoder
{
    internal const string PlainJob = "autoencoder";
    private const string PreprocessingSection = "preprocessing", SelfTestSection = "selftest", SettingsKey = "use";
    // So many rows, and fewer where rows are long: they are for a check, not for a library.
    private const int SelfTestRows = 4, SelfTestNumbers = 1 << 15;

    /// <summary>
    /// The largest difference that <see cref="SelfTest"/> may find, relative to the size of the values: other register widths add in another order.
    /// </summary>
    public const double SelfTestTolerance = 1e-4;

    private IReadOnlyList<NamedTensor>? _selfTest;

    /// <summary>Writes the model to a file; an existing one stays whole until the new one is complete.</summary>
    /// <exception cref="HourglassException">The file cannot be written.</exception>
    public void Save(string path) => ToContainer(PlainJob).Save(path);

    /// <summary>Writes the model to a stream. The same model gives the same bytes.</summary>
    public void Save(Stream stream) => ToContainer(PlainJob).Save(stream);

    /// <summary>Reads a model from a file, believing nothing in it before it is checked. What another job put around it is left aside; <see cref="JobModel.Load(string, Catalog?)"/> reads that too.</summary>
    /// <param name="path">A <c>.hourglass</c> file, whatever job made it.</param>
    /// <param name="catalog">What the names in it mean; <see cref="Catalog.Default"/> by default.</param>
    /// <exception cref="InputException">The file is missing, damaged, made by a newer version, or names a part that the catalog lacks.</exception>
    public static TrainedAutoencoder Load(string path, Catalog? catalog = null) => FromContainer(ModelContainer.Load(path), path, catalog);

    /// <summary>Reads a model from a stream that can seek.</summary>
    /// <inheritdoc cref="Load(string, Catalog?)"/>
    public static TrainedAutoencoder Load(Stream stream, Catalog? catalog = null) =>
        FromContainer(ModelContainer.Load(stream, "stream"), "stream", catalog);

    /// <summary>
    /// Runs the rows stored in the file through the model and compares codes and reconstructions with those stored beside them.
    /// </summary>
    /// <returns>The largest difference, relative to the largest stored value of its kind; the model is sound up to <see cref="SelfTestTolerance"/>.</returns>
    public double SelfTest()
    {
        IReadOnlyList<NamedTensor> stored = _selfTest ?? MakeSelfTest();
        IReadOnlyList<NamedTensor> made = MakeSelfTest(stored[0].Values);
        double worst = 0;
        for (int i = 1; i < stored.Count; i++)
        {
            double size = Math.Max(1, stored[i].Values.Max(Math.Abs));
            worst = Math.Max(worst, stored[i].Values.Zip(made[i].Values, (a, b) => Math.Abs((double)a - b)).Max() / size);
        }

        return worst;
    }

    /// <summary>What its file's recipe says after the keys that every model file begins with.</summary>
    public JsonObject RecipeAsJson => JsonSerializer.SerializeToNode(Recipe, TypeInfo(Catalog))!.AsObject();

    /// <summary>The container of a model file: the autoencoder, and what a job puts around it.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="settings">The job's own settings, or null.</param>
    /// <param name="sections">The job's own tensors by section.</param>
    /// <param name="inputKind">What a row is; "pictures" or "table", by the row's shape, when null.</param>
    internal ModelContainer ToContainer(
        string job, JsonObject? settings = null, IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>>? sections = null, string? inputKind = null)
    {
        var recipe = new JsonObject
        {
            ["job"] = job,
            ["model"] = Catalog.NameOf(Recipe.Description.Architecture),
            ["inputKind"] = inputKind ?? (Recipe.RowShape.Length > 1 ? "pictures" : "table"),
            ["createdBy"] = ModelContainer.Creator,
        };
        if (settings is { Count: > 0 }) recipe[SettingsKey] = settings;
        foreach ((string key, JsonNode? value) in RecipeAsJson) recipe[key] = value?.DeepClone();
        return new ModelContainer(recipe, new Dictionary<string, IReadOnlyList<NamedTensor>>(sections ?? new Dictionary<string, IReadOnlyList<NamedTensor>>())
        {
            [ModelContainer.WeightsSection] = ToTensors(),
            [PreprocessingSection] =
                [new("shift", [Scaler.Shift.Length], Scaler.Shift.ToArray()), new("factor", [Scaler.Factor.Length], Scaler.Factor.ToArray())],
            [SelfTestSection] = _selfTest ?? MakeSelfTest(),
        });
    }

    /// <summary>All trained values, for a model file.</summary>
    internal IReadOnlyList<NamedTensor> ToTensors() => [.. _values.Paths.Select(path => new NamedTensor(path, _values.ShapeOf(path).Dimensions, _values.Get(path)))];

    /// <summary>Another autoencoder of the same architecture and scaling, trained with other damage to its input.</summary>
    /// <param name="corruption">The damage.</param>
    /// <param name="weights">What <see cref="ToTensors"/> gave.</param>
    /// <exception cref="JsonException">The weights do not fit the architecture.</exception>
    internal TrainedAutoencoder With(Corruption corruption, IReadOnlyList<NamedTensor> weights)
    {
        Recipe recipe = Recipe with { Description = Recipe.Description with { Corruption = corruption } };
        return new TrainedAutoencoder(recipe, Scaler, ReadWeights(weights, recipe.Description, Width), Catalog);
    }

    /// <summary>The same autoencoder with another account of its training.</summary>
    internal TrainedAutoencoder With(TrainingManifest training) => new(Recipe with { Training = training }, Scaler, _values, Catalog) { History = History };

    /// <summary>The settings that a job put into a model file; empty when there are none.</summary>
    internal static JsonObject SettingsOf(ModelContainer file) => file.Recipe[SettingsKey] as JsonObject ?? [];

    /// <summary>Reads the autoencoder in a container.</summary>
    internal static TrainedAutoencoder FromContainer(ModelContainer file, string name, Catalog? catalog) => ModelFileError.Explain(name, () =>
    {
        catalog ??= Catalog.Default;
        var tail = file.Recipe.DeepClone().AsObject();
        foreach (string key in (IEnumerable<string>)[.. ModelContainer.FirstKeys, SettingsKey]) tail.Remove(key);
        if (tail["description"] is JsonObject description) CompleteSettings.Require("description", catalog.Json.GetTypeInfo(typeof(AutoencoderDescription)), description);
        if (tail["training"]?["options"] is JsonObject options) CompleteSettings.Require("training", catalog.Json.GetTypeInfo(typeof(TrainingOptions)), options);
        Recipe recipe = tail.Deserialize(TypeInfo(catalog)) ?? throw new JsonException("The recipe is empty.");
        IReadOnlyList<NamedTensor> preprocessing = Section(file, PreprocessingSection, 2), selfTest = Section(file, SelfTestSection, 3);
        var scaler = new Scaler(recipe.Scaling, preprocessing[0].Values, preprocessing[1].Values);
        int features = recipe.RowShape.Aggregate(1, (product, size) => checked(product * size));
        var model = new TrainedAutoencoder(recipe, scaler, ReadWeights(file.Sections[ModelContainer.WeightsSection], recipe.Description, features), catalog) { _selfTest = selfTest };
        model.RequireConsistency();
        return model;
    });

    private static IReadOnlyList<NamedTensor> Section(ModelContainer file, string name, int tensors) =>
        file.Sections.TryGetValue(name, out IReadOnlyList<NamedTensor>? section) && section.Count == tensors
            ? section
            : throw new JsonException($"The section '{name}' does not hold {tensors} tensors.");

    private static StoredValues ReadWeights(IReadOnlyList<NamedTensor> tensors, AutoencoderDescription description, int features)
    {
        StoredLeaf[] leaves = [.. AutoencoderGraph.Build(description, features, isTraining: false).Builder.Declarations.Select(d => (StoredLeaf)d.Node.Operation)];
        if (tensors.Count != leaves.Length) throw new JsonException($"The model has {leaves.Length} parameters, the file {tensors.Count}.");
        var byName = tensors.ToDictionary(tensor => tensor.Name);
        foreach (StoredLeaf leaf in leaves)
        {
            if (!byName.TryGetValue(leaf.Path, out NamedTensor? tensor) || !tensor.Shape.SequenceEqual(leaf.Shape.Dimensions))
                throw new JsonException($"The parameter '{leaf.Path}' of shape {leaf.Shape} is not in the file.");
        }

        // Only now, when the file is known to hold that many numbers, is memory taken for them.
        var values = new StoredValues(leaves);
        foreach (StoredLeaf leaf in leaves) values.Set(leaf.Path, byName[leaf.Path].Values);
        return values;
    }

    private void RequireConsistency()
    {
        Recipe.Table?.RequireSound();
        if (Recipe.Table is { } table && table.FeatureNames.Count != Width) throw new JsonException($"A table of {table.FeatureNames.Count} features for rows of {Width}.");
        if (Recipe.Description.MissingFlags is { } flags && flags.Length != Width) throw new JsonException($"Flags of {flags.Length} values for rows of {Width}.");
        if (Recipe.Columns is { } columns && columns.Length != Width) throw new JsonException($"{columns.Length} column names for rows of {Width}.");
        if (!Scaler.IsGlobal && Scaler.Shift.Length != Width) throw new JsonException($"Scaling of {Scaler.Shift.Length} columns for rows of {Width}.");
        if (Recipe.Description.Architecture.CodeSize(Width) != CodeSize) throw new JsonException($"The code size {CodeSize} is not the architecture's.");
        IReadOnlyList<NamedTensor> test = _selfTest!;
        int rows = test[0].Values.Length / Width;
        if (rows < 1 || test[0].Values.Length != rows * Width || test[1].Values.Length != rows * CodeSize || test[2].Values.Length != rows * Width)
            throw new JsonException("The self-test rows do not fit the model.");
    }

    private static JsonTypeInfo<Recipe> TypeInfo(Catalog catalog) => (JsonTypeInfo<Recipe>)catalog.Json.GetTypeInfo(typeof(Recipe));

    // Rows made of random numbers in the range of scaled data, so that no row of anybody's data travels in the file.
    private float[] RandomRows(int rows)
    {
        var random = new RandomStream(0, "self-test");
        var values = new float[rows * Width];
        for (int i = 0; i < values.Length; i++) values[i] = (float)random.NextDouble();
        for (int row = 0; row < rows; row++) Scaler.Invert(values.AsSpan(row * Width, Width));
        return values;
    }

    private IReadOnlyList<NamedTensor> MakeSelfTest(float[]? rows = null)
    {
        rows ??= RandomRows(Math.Clamp(SelfTestNumbers / Width, 1, SelfTestRows));
        int count = rows.Length / Width;
        var codes = new float[count * CodeSize];
        var reconstructions = new float[count * Width];
        Encode(rows, codes);
        Reconstruct(rows, reconstructions);
        return [new("rows", [count, Width], rows), new("codes", [count, CodeSize], codes), new("reconstructions", [count, Width], reconstructions)];
    }
}
