using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hourglass.Errors;

namespace Hourglass.Artifacts;

/// <summary>
/// The reading half of <see cref="ModelContainer"/>. Order of the checks: it is a zip, the names of its entries are harmless, the format version is
/// known, the entries are those the checksums list, each entry has its checksum; only then is an entry's content looked at.
/// </summary>
internal sealed class ModelContainerReader
{
    private const int MostEntries = 64;
    private const long LongestJson = 64 << 20;
    private const string Remedy = "copy or download the file again; if that does not help, train or export it again";

    private readonly string _file;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private ModelContainerReader(string file) => _file = file;

    public static ModelContainer Read(Stream stream, string file)
    {
        if (!stream.CanSeek) throw new ArgumentException("The stream must be able to seek.", nameof(stream));
        CheckFirstBytes(stream, file);
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return new ModelContainerReader(file).Read(zip, stream.Length);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException or NotSupportedException or OverflowException)
        {
            // All the ways in which the zip reader reports a damaged archive.
            throw new InputException("The .hourglass file is damaged or cut off.", file, error.Message, "a whole zip archive", Remedy, error);
        }
    }

    private static void CheckFirstBytes(Stream stream, string file)
    {
        Span<byte> first = stackalloc byte[4];
        stream.Position = 0;
        int got = stream.ReadAtLeast(first, 4, throwOnEndOfStream: false);
        if (got == 0) throw new InputException("The .hourglass file is empty.", file, "0 bytes", remedy: Remedy);
        if (!first.SequenceEqual("PK\u0003\u0004"u8))
        {
            throw new InputException(
                "This is not a .hourglass file.", file, $"it begins with the bytes {Convert.ToHexStringLower(first[..got])}",
                "a .hourglass file is a zip archive and begins with 504b0304", "give the model file that a train verb wrote");
        }
    }

    private ModelContainer Read(ZipArchive zip, long fileLength)
    {
        CollectEntries(zip, fileLength);
        if (!_entries.ContainsKey(ModelContainer.RecipeEntry))
        {
            throw new InputException(
                "This is not a .hourglass file.", _file, $"a zip archive without {ModelContainer.RecipeEntry}",
                remedy: "give the model file that a train verb wrote");
        }

        RefuseNewerVersion();
        CheckChecksums();
        JsonObject recipe = ReadRecipe();
        var sections = new Dictionary<string, IReadOnlyList<NamedTensor>>(StringComparer.Ordinal);
        foreach ((string name, ZipArchiveEntry entry) in _entries)
        {
            if (!name.EndsWith(ModelContainer.SectionEnding, StringComparison.Ordinal)) continue;
            using Stream stream = entry.Open();
            sections[name[..^ModelContainer.SectionEnding.Length]] = SafeTensors.Read(stream, entry.Length, $"{_file}, {name}").Tensors;
        }

        return new ModelContainer(recipe, sections);
    }

    private void CollectEntries(ZipArchive zip, long fileLength)
    {
        if (zip.Entries.Count > MostEntries) throw Damaged(_file, "too many entries", $"{zip.Entries.Count}", $"at most {MostEntries}");
        long total = 0;
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            string name = entry.FullName;
            string where = $"{_file}, entry {Quotation.Of(name)}";
            if (name.Contains("..", StringComparison.Ordinal) || name.Contains('\\') || name.Contains(':') || name.StartsWith('/'))
            {
                throw new InputException(
                    "An entry of the file points outside it.", where, rule: "entry names are plain names",
                    remedy: "do not trust this file; get it from its maker again");
            }

            if (!_entries.TryAdd(name, entry)) throw Damaged(where, "two entries have one name", rule: "each entry once");
            if (entry.Length != entry.CompressedLength)
                throw Damaged(where, "an entry is compressed", $"{entry.CompressedLength} bytes for {entry.Length}", "entries are stored (zip -0)");
            if ((total += entry.Length) > fileLength || total < 0 || entry.Length < 0)
                throw Damaged(where, "the entries claim to be larger than the file", $"{entry.Length} bytes", $"all lie within {fileLength} bytes");
        }
    }

    /// <summary>Comes before the checksums, because a newer version may have other entries and other checks.</summary>
    private void RefuseNewerVersion()
    {
        JsonObject recipe;
        try
        {
            recipe = ReadJson(ModelContainer.RecipeEntry);
        }
        catch (InputException)
        {
            return; // The checksum will say what is wrong, or, if it fits, the reading of the recipe.
        }

        if (recipe["formatVersion"] is JsonValue value && value.TryGetValue(out int version) && version > ModelContainer.FormatVersion)
        {
            string creator = recipe["createdBy"] is JsonValue text && text.TryGetValue(out string? words) ? Quotation.Of(words) : "a newer Hourglass";
            throw new InputException(
                $"The .hourglass file was made by {creator}, which is newer than this program.", _file, $"format version {version}",
                $"{ModelContainer.Creator} reads up to format version {ModelContainer.FormatVersion}", "update Hourglass");
        }
    }

    private void CheckChecksums()
    {
        if (!_entries.ContainsKey(ModelContainer.ChecksumsEntry)) throw Damaged(_file, $"{ModelContainer.ChecksumsEntry} is missing");
        JsonObject checksums = ReadJson(ModelContainer.ChecksumsEntry);
        foreach ((string name, JsonNode? value) in checksums)
        {
            string where = $"{_file}, entry {Quotation.Of(name)}";
            bool known = name == ModelContainer.RecipeEntry
                || (name.EndsWith(ModelContainer.SectionEnding, StringComparison.Ordinal)
                    && ModelContainer.IsSectionName(name.AsSpan(0, name.Length - ModelContainer.SectionEnding.Length)));
            if (!known) throw Damaged(where, "an entry is of no known kind", rule: "recipe.json and sections named NAME.safetensors");
            if (!_entries.TryGetValue(name, out ZipArchiveEntry? entry))
                throw Damaged(where, "an entry is missing", rule: "every entry with a checksum is there");
            string actual = Hash(entry);
            if (value is not JsonValue text || !text.TryGetValue(out string? expected) || expected != actual)
                throw Damaged(where, "an entry's checksum is wrong", $"SHA-256 {actual}", $"SHA-256 {Quotation.Of(value?.ToJsonString() ?? "null")}");
        }

        foreach (string name in _entries.Keys)
        {
            if (name == ModelContainer.ChecksumsEntry || checksums.ContainsKey(name)) continue;
            throw Damaged(
                $"{_file}, entry {Quotation.Of(name)}", "an entry has no checksum", rule: $"{ModelContainer.ChecksumsEntry} lists every entry");
        }

        foreach (string name in (string[])[ModelContainer.RecipeEntry, ModelContainer.WeightsSection + ModelContainer.SectionEnding])
            if (!_entries.ContainsKey(name)) throw Damaged($"{_file}, entry '{name}'", "an entry is missing", rule: "every .hourglass file has it");
    }

    private JsonObject ReadRecipe()
    {
        JsonObject recipe = ReadJson(ModelContainer.RecipeEntry);
        string where = $"{_file}, {ModelContainer.RecipeEntry}";
        if (recipe["formatVersion"] is not JsonValue number || !number.TryGetValue(out int version) || version < 1)
            throw Damaged(where, "formatVersion is missing or no number", rule: "a whole number from 1");
        foreach (string key in ModelContainer.FirstKeys.Skip(1))
            if (recipe[key]?.GetValueKind() != JsonValueKind.String) throw Damaged(where, $"'{key}' is missing or no text");
        return recipe;
    }

    private JsonObject ReadJson(string name)
    {
        string where = $"{_file}, {name}";
        ZipArchiveEntry entry = _entries[name];
        if (entry.Length > LongestJson) throw Damaged(where, "an entry is too long", $"{entry.Length} bytes", $"at most {LongestJson}");
        byte[] bytes = new byte[entry.Length];
        using (Stream stream = entry.Open()) stream.ReadExactly(bytes);
        try
        {
            var strict = new JsonDocumentOptions { AllowDuplicateProperties = false };
            using (JsonDocument document = JsonDocument.Parse(bytes, strict)) ReadAllText(document.RootElement);
            return JsonNode.Parse(bytes, documentOptions: strict) as JsonObject ?? throw Damaged(where, "an entry is not a JSON object");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InputException(
                "The .hourglass file is damaged: an entry is not valid JSON.", where, Quotation.Of(error.Message, 160),
                "strict JSON in UTF-8 with no key twice", Remedy, error);
        }
    }

    /// <summary>Finds text that is no valid Unicode now, for the JSON reader would report it only when the text is first used.</summary>
    private static void ReadAllText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray()) ReadAllText(item);
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    _ = property.Name;
                    ReadAllText(property.Value);
                }

                break;
        }
    }

    private string Hash(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 14];
        long read = 0;
        for (int got; (got = stream.Read(buffer)) > 0; read += got)
        {
            if (read + got > entry.Length)
                throw Damaged($"{_file}, entry {Quotation.Of(entry.FullName)}", "an entry is longer than it says", rule: $"{entry.Length} bytes");
            hash.AppendData(buffer, 0, got);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static InputException Damaged(string where, string what, string? found = null, string? rule = null) =>
        new($"The .hourglass file is damaged: {what}.", where, found, rule, Remedy);
}
