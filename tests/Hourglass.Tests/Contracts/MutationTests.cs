using System.Text;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Graphs.Execution;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Readers;
using Hourglass.Sources;
using Hourglass.Tests.Artifacts;
using Hourglass.Training;

namespace Hourglass.Tests.Contracts;

/// <summary>
/// Files damaged at random, by the thousand, from fixed seeds: each is read as what it still says, or refused as bad input. Nothing crashes, hangs, or
/// takes memory beyond a small multiple of the file. HOURGLASS_MUTATIONS asks for more than the few hundred of an ordinary run.
/// </summary>
public class MutationTests
{
    private const long AllowedBytes = 1 << 20, AllowedBytesPerByte = 64;

    private static readonly int Mutations = int.TryParse(Environment.GetEnvironmentVariable("HOURGLASS_MUTATIONS"), out int asked) ? asked : 300;

    private const string Identity = "a training";

    private static readonly Autoencoder Small = Autoencoder.Dense(3, 7);

    private static readonly Lazy<byte[]> Model = new(() =>
    {
        var stream = new MemoryStream();
        Small.Fit(TrainingContract.Curve(), new TrainingOptions { Epochs = 1, Threads = 1 }).Save(stream);
        return stream.ToArray();
    });

    private static readonly Lazy<byte[]> State = new(() =>
    {
        using var folder = new TemporaryFolder();
        Checkpoint.Write(folder.File("c"), NewState(), Identity, 1);
        return File.ReadAllBytes(folder.File("c"));
    });

    private static readonly Lazy<ImageCodec> Codec = new(() =>
        new ImageCompression { Filters = [4], Training = new TrainingOptions { Steps = 20, Epochs = 20, Threads = 1 } }.Fit(PictureSet.From(Digits.Train.Select([.. Enumerable.Range(0, 60)]))));

    private static readonly Dictionary<string, (Func<byte[]> Whole, Action<byte[]> Read)> Files = new()
    {
        ["npy"] = (SmallFiles.Npy, bytes => ReadData(bytes, "rows.npy")),
        ["npz"] = (SmallFiles.Npz, bytes => ReadData(bytes, "rows.npz")),
        ["idx"] = (() => [0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 4, 0, 0, 0, 3, .. Enumerable.Range(0, 60).Select(i => (byte)i)], bytes => ReadData(bytes, "rows.idx")),
        ["gzip"] = (SmallFiles.Gzip, bytes => ReadData(bytes, "rows.npy.gz")),
        ["safetensors"] = (SmallFiles.Tensors, bytes => SafeTensors.Read(new MemoryStream(bytes), bytes.Length, "weights")),
        ["model file"] = (() => Model.Value, bytes => JobModel.Load(new MemoryStream(bytes))),
        ["recipe of a model file"] = (() => ZipEntries.Get(Model.Value, "recipe.json"), bytes => JobModel.Load(new MemoryStream(ZipEntries.With(Model.Value, "recipe.json", bytes)))),
        ["weights of a model file"] = (() => ZipEntries.Get(Model.Value, "weights.safetensors"), bytes => JobModel.Load(new MemoryStream(ZipEntries.With(Model.Value, "weights.safetensors", bytes)))),
        ["checkpoint"] = (() => State.Value, ReadCheckpoint),
        ["recipe of a checkpoint"] = (() => ZipEntries.Get(State.Value, "recipe.json"), bytes => ReadCheckpoint(ZipEntries.With(State.Value, "recipe.json", bytes))),
        ["weights of a checkpoint"] = (() => ZipEntries.Get(State.Value, "weights.safetensors"), bytes => ReadCheckpoint(ZipEntries.With(State.Value, "weights.safetensors", bytes))),
    };

    private static readonly Dictionary<string, (Lazy<byte[]> Whole, Action<byte[]> Read)> Recipes = new()
    {
        ["model file"] = (Model, bytes => JobModel.Load(new MemoryStream(bytes))),
        ["checkpoint"] = (State, ReadCheckpoint),
    };

    public static TheoryData<string> Kinds => [.. Files.Keys];

    public static TheoryData<string> KindsWithRecipe => [.. Recipes.Keys];

    [Theory, MemberData(nameof(Kinds))]
    public void A_damaged_file_is_read_or_refused(string kind)
    {
        (Func<byte[]> make, Action<byte[]> read) = Files[kind];
        byte[] whole = make();
        read(whole);
        var random = new RandomStream(1, kind);
        long most = 0;
        for (int i = 0; i < Mutations; i++) most = Math.Max(most, Try(Mutation.Of(whole, random), read, $"{kind}, mutation {i}"));
        Tell(kind, most);
    }

    // Values of the recipe replaced by others of JSON, so that the text stays well-formed.
    [Theory, MemberData(nameof(KindsWithRecipe))]
    public void A_recipe_with_other_values_is_read_or_refused(string kind)
    {
        (Lazy<byte[]> whole, Action<byte[]> read) = Recipes[kind];
        var random = new RandomStream(1, "values");
        long most = 0;
        JsonNode[] replacements = [.. ((string[])["null", "-1", "0", "2147483647", "1e300", "\"\"", "\"relu\"", "[]", "{}", "true", "[[[]]]", "99999999999999999999"]).Select(text => JsonNode.Parse(text) ?? JsonValue.Create((string?)null)!)];
        for (int i = 0; i < Mutations; i++)
        {
            JsonObject recipe = JsonNode.Parse(ZipEntries.Get(whole.Value, "recipe.json"))!.AsObject();
            (JsonNode Parent, object Key)[] places = [.. PlacesOf(recipe)];
            (JsonNode parent, object key) = places[random.NextInt(places.Length)];
            JsonNode? value = replacements[random.NextInt(replacements.Length)]?.DeepClone();
            if (key is string name)
            {
                if (random.NextInt(5) == 0) parent.AsObject().Remove(name);
                else parent.AsObject()[name] = value;
            }
            else parent.AsArray()[(int)key] = value;

            most = Math.Max(most, Try(ZipEntries.With(whole.Value, "recipe.json", Encoding.UTF8.GetBytes(recipe.ToJsonString())), read, $"recipe {recipe.ToJsonString()}"));
        }

        Tell($"{kind}, other values", most);
    }

    // Seeds 0 to 3,999, or as many as are asked for; a failure names its seed.
    [Fact]
    public void A_damaged_compressed_picture_is_refused_or_partial_or_the_same()
    {
        var mutations = new PictureMutations(Codec.Value);
        int count = Math.Max(Mutations, 4000);
        PictureMutations.Outcome[] outcomes = [.. Enumerable.Range(0, count).Select(seed =>
        {
            try
            {
                return mutations.Try((ulong)seed);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed}", failure);
            }
        })];
        TestContext.Current.TestOutputHelper?.WriteLine($"compressed pictures, seeds 0 to {count - 1}: {string.Join(", ", outcomes.CountBy(outcome => outcome).Select(outcome => $"{outcome.Key} {outcome.Value}"))}");
        Assert.All(Enum.GetValues<PictureMutations.Outcome>().Except([PictureMutations.Outcome.Same]), outcome => Assert.Contains(outcome, outcomes));
    }

    private static IEnumerable<(JsonNode Parent, object Key)> PlacesOf(JsonNode node)
    {
        IEnumerable<(object Key, JsonNode? Value)> children = node switch
        {
            JsonObject members => members.Select(member => ((object)member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => ((object)index, item)),
            _ => [],
        };
        foreach ((object key, JsonNode? value) in children.ToArray())
        {
            yield return (node, key);
            if (value is null) continue;
            foreach ((JsonNode, object) place in PlacesOf(value)) yield return place;
        }
    }

    private static void Tell(string kind, long most) => TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {Mutations} mutations, at most {most} bytes of memory for one");

    private static long Try(byte[] bytes, Action<byte[]> read, string what)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(bytes);
        }
        catch (InputException)
        {
        }
        catch (Exception failure)
        {
            Assert.Fail($"{what}: {failure}");
        }

        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(taken < AllowedBytes + (AllowedBytesPerByte * bytes.Length), $"{what}: {taken} bytes of memory for a file of {bytes.Length}.");
        return taken;
    }

    private static void ReadData(byte[] bytes, string name)
    {
        DataSet data = DataFile.Read(new MemoryStream(bytes), name, Catalog.Default.Readers);
        data.CopyRow(data.Rows - 1, new float[data.Width]);
    }

    private static void ReadCheckpoint(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("c"), bytes);
        Checkpoint.Read(folder.File("c"), NewState(), Identity);
    }

    private static TrainingState NewState()
    {
        var description = new AutoencoderDescription(Small.Architecture, new MeanSquaredError());
        var graph = new TrainingGraph(description, PartExamples.Features, new TrainingOptions());
        StoredValues values = graph.Initialise(0, new Dictionary<string, float[]>());
        return new TrainingState(values, values.Clone(), new Stability(10, 1e-4)) { Mean = new RunningMean(graph) };
    }
}
