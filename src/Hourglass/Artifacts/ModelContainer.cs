using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hourglass.Errors;

namespace Hourglass.Artifacts;

/// <summary>
/// A <c>.hourglass</c> file: a zip of a recipe (what was built, as JSON), named sections of tensors (weights, preprocessing, self-test rows) and a
/// checksum of each. It holds data, never code, and knows nothing of models. The format is described in <c>docs/file-format.md</c>.
/// </summary>
public sealed class ModelContainer
{
    /// <summary>The version of the format that this library writes, and the newest it reads.</summary>
    public const int FormatVersion = 1;

    internal const string RecipeEntry = "recipe.json";
    internal const string ChecksumsEntry = "checksums.json";
    internal const string SectionEnding = ".safetensors";

    /// <summary>The section every file has.</summary>
    public const string WeightsSection = "weights";

    /// <summary>The keys every recipe begins with, in this order; all but the first are text.</summary>
    internal static readonly IReadOnlyList<string> FirstKeys = ["formatVersion", "job", "model", "inputKind", "createdBy"];

    // The oldest moment a zip can state; a real one would make two files of the same content differ.
    private static readonly DateTimeOffset Timestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Gathers what a file shall hold.</summary>
    /// <param name="recipe">
    /// What was built. Must hold the texts <c>job</c>, <c>model</c> and <c>inputKind</c>; <c>formatVersion</c> is always written as
    /// <see cref="FormatVersion"/>, and <c>createdBy</c> as this library when it is absent. These five are written first, the rest in its own order.
    /// </param>
    /// <param name="sections">
    /// Tensors by section name. A name has 1 to 40 of the characters a-z, 0-9 and '-'; the section <c>weights</c> must be there.
    /// </param>
    /// <exception cref="ArgumentException">A key, a section or the form of a section's name is not as said above.</exception>
    public ModelContainer(JsonObject recipe, IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> sections)
    {
        Recipe = WithFirstKeys(recipe);
        foreach (string name in sections.Keys)
            if (!IsSectionName(name)) throw new ArgumentException($"Section name '{name}' is not 1 to 40 of a-z, 0-9 and '-'.", nameof(sections));
        if (!sections.ContainsKey(WeightsSection)) throw new ArgumentException($"There is no section '{WeightsSection}'.", nameof(sections));
        Sections = sections;
    }

    /// <summary>What was built: the five first keys (see the constructor), then whatever the maker of the file wrote.</summary>
    public JsonObject Recipe { get; }

    /// <summary>Tensors by section name: <c>weights</c>, and others as the job needs them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections { get; }

    /// <summary>The name and version of this library as a recipe states it, such as "Hourglass 0.1.0".</summary>
    public static string Creator { get; } = $"Hourglass {typeof(ModelContainer).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>Writes the file at a path; an existing file stays whole until the new one is (<see cref="AtomicFile"/>).</summary>
    /// <exception cref="HourglassException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Writes the file into a stream. The same content gives the same bytes.</summary>
    public void Save(Stream stream)
    {
        if (!stream.CanSeek)
        {
            // The zip writer goes back to fill in sizes; into a pipe it would have to write another form of the file.
            using var memory = new MemoryStream();
            Save(memory);
            memory.WriteTo(stream);
            return;
        }

        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var checksums = new SortedDictionary<string, string>(StringComparer.Ordinal);
        checksums[RecipeEntry] = WriteEntry(zip, RecipeEntry, WriteJson(Recipe));
        foreach (string name in Sections.Keys.OrderBy(name => name == WeightsSection ? 0 : 1).ThenBy(name => name, StringComparer.Ordinal))
            checksums[name + SectionEnding] = WriteEntry(zip, name + SectionEnding, new SafeTensors(Sections[name]).Write);
        WriteEntry(zip, ChecksumsEntry, WriteJson(new JsonObject(checksums.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)))));
    }

    /// <summary>Reads a file, believing nothing in it before it is checked.</summary>
    /// <exception cref="InputException">The file is missing, damaged, made by a newer version, or no <c>.hourglass</c> file.</exception>
    public static ModelContainer Load(string path)
    {
        using Stream stream = InputFile.Open(path);
        return Load(stream, path);
    }

    /// <summary>Reads a file from a stream, believing nothing in it before it is checked.</summary>
    /// <param name="stream">A stream that can seek; all of it is the file.</param>
    /// <param name="name">What to call the file in errors.</param>
    /// <exception cref="InputException">The file is damaged, made by a newer version, or no <c>.hourglass</c> file.</exception>
    public static ModelContainer Load(Stream stream, string name) => ModelContainerReader.Read(stream, name);

    internal static bool IsSectionName(ReadOnlySpan<char> name) =>
        name.Length is >= 1 and <= 40 && !name.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static JsonObject WithFirstKeys(JsonObject recipe)
    {
        var ordered = new JsonObject { ["formatVersion"] = FormatVersion };
        foreach (string key in FirstKeys.Skip(1))
        {
            if (recipe[key] is JsonValue value && value.GetValueKind() == JsonValueKind.String) ordered[key] = value.DeepClone();
            else if (key == "createdBy" && !recipe.ContainsKey(key)) ordered[key] = Creator;
            else throw new ArgumentException($"The recipe has no text '{key}'.", nameof(recipe));
        }

        foreach ((string key, JsonNode? value) in recipe)
            if (!FirstKeys.Contains(key)) ordered[key] = value?.DeepClone();
        return ordered;
    }

    private static Action<Stream> WriteJson(JsonObject value) => stream =>
    {
        // Relaxed escaping keeps labels in any language readable; the file is never embedded in a web page as it is.
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using var json = new Utf8JsonWriter(stream, options);
        value.WriteTo(json);
    };

    /// <summary>Writes one entry and returns its SHA-256 in lower-case hexadecimal.</summary>
    private static string WriteEntry(ZipArchive zip, string name, Action<Stream> write)
    {
        ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Timestamp;
        entry.ExternalAttributes = 0;
        using var sha = SHA256.Create();
        using (Stream stream = entry.Open())
        using (var hashed = new CryptoStream(stream, sha, CryptoStreamMode.Write))
            write(hashed);
        return Convert.ToHexStringLower(sha.Hash!);
    }
}
