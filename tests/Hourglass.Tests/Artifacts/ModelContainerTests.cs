using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Errors;
using Hourglass.Numerics;

namespace Hourglass.Tests.Artifacts;

public class ModelContainerTests
{
    [Fact]
    public void What_is_saved_is_loaded()
    {
        ModelContainer loaded = Load(Bytes(Sample()));
        Assert.Equal(["formatVersion", "job", "model", "inputKind", "createdBy", "名前", "layers"], loaded.Recipe.Select(pair => pair.Key));
        Assert.Equal(1, (int)loaded.Recipe["formatVersion"]!);
        Assert.StartsWith("Hourglass ", (string)loaded.Recipe["createdBy"]!);
        Assert.Equal("編碼器", (string)loaded.Recipe["名前"]!);
        Assert.Equal(["preprocessing", "weights"], loaded.Sections.Keys.Order());
        Assert.Equal(["encoder/w", "encoder/b"], loaded.Sections["weights"].Select(t => t.Name));
        Assert.Equal([1f, 2, 3, 4, 5, 6], loaded.Sections["weights"][0].Values);
        Assert.Equal([2, 3], loaded.Sections["weights"][0].Shape);
    }

    [Fact]
    public void The_same_content_gives_the_same_file_and_saving_again_changes_nothing()
    {
        byte[] bytes = Bytes(Sample());
        Assert.Equal(bytes, Bytes(Sample()));
        Assert.Equal(bytes, Bytes(Load(bytes)));
        Assert.Equal(bytes, ThroughPipe());

        static byte[] ThroughPipe()
        {
            var all = new MemoryStream();
            using (var pipe = new GZipStream(all, CompressionLevel.NoCompression, leaveOpen: true)) Sample().Save(pipe);
            all.Position = 0;
            var plain = new MemoryStream();
            new GZipStream(all, CompressionMode.Decompress).CopyTo(plain);
            return plain.ToArray();
        }
    }

    [Fact]
    public void Any_zip_program_finds_the_recipe_first_and_everything_stored()
    {
        byte[] bytes = Bytes(Sample());
        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.Equal(["recipe.json", "weights.safetensors", "preprocessing.safetensors", "checksums.json"], zip.Entries.Select(e => e.FullName));
        Assert.All(zip.Entries, e => Assert.Equal(e.Length, e.CompressedLength));
        Assert.StartsWith("{\n  \"formatVersion\": 1,\n  \"job\": \"plain\",", Encoding.UTF8.GetString(bytes.AsSpan(41)));
    }

    [Fact]
    public void A_recipe_without_its_first_keys_or_a_file_without_weights_cannot_be_made()
    {
        Assert.Throws<ArgumentException>(() => new ModelContainer(new JsonObject { ["job"] = "plain" }, Sample().Sections));
        Assert.Throws<ArgumentException>(() => new ModelContainer(Sample().Recipe, new Dictionary<string, IReadOnlyList<NamedTensor>>()));
        Assert.Throws<ArgumentException>(() => new ModelContainer(
            Sample().Recipe, new Dictionary<string, IReadOnlyList<NamedTensor>> { ["weights"] = [], ["../x"] = [] }));
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        byte[] whole = Bytes(Sample());
        for (int length = 0; length < whole.Length; length++) Refused(whole[..length]);
    }

    [Fact]
    public void A_changed_byte_in_an_entry_names_the_entry()
    {
        byte[] bytes = Bytes(Sample());
        int place = bytes.AsSpan().IndexOf(BitConverter.GetBytes(3f));
        bytes[place] ^= 1;
        string message = Refused(bytes).Message;
        Assert.Contains("checksum", message);
        Assert.Contains("'weights.safetensors'", message);
    }

    [Fact]
    public void A_newer_version_says_what_made_it_and_to_update()
    {
        string message = Refused(Zip(("recipe.json", """{"formatVersion":2,"createdBy":"Hourglass 9.1.0","weights":"elsewhere"}"""), ("weights.bin", "x"))).Message;
        Assert.Contains("Hourglass 9.1.0", message);
        Assert.Contains("up to format version 1", message);
        Assert.Contains("update Hourglass", message);
    }

    [Theory]
    [InlineData("../evil.safetensors")]
    [InlineData("/etc/evil.safetensors")]
    [InlineData("a\\evil.safetensors")]
    [InlineData("C:evil.safetensors")]
    public void An_entry_that_points_outside_is_refused(string name) =>
        Assert.Contains("points outside", Refused(Zip([.. Entries(), (name, "x")])).Message);

    [Fact]
    public void Missing_doubled_and_unknown_entries_are_refused_by_name()
    {
        (string Name, string Text)[] entries = Entries();
        foreach ((string name, _) in entries)
            Assert.Contains(name, Refused(Zip([.. entries.Where(e => e.Name != name)])).Message);
        foreach ((string Name, string Text) entry in entries)
            Assert.Contains($"'{entry.Name}'", Refused(Zip([.. entries, entry])).Message);
        Assert.Contains("'run.dll'", Refused(Zip([.. entries, ("run.dll", "MZ")])).Message);
        Assert.Contains("'run.dll'", Refused(Zip(WithChecksums([.. entries[..^1], ("run.dll", "MZ")]))).Message);
    }

    [Theory]
    [InlineData("""{"formatVersion":1,"job":"plain","model":"m","inputKind":"rows"}""", "createdBy")]
    [InlineData("""{"formatVersion":"1","job":"plain","model":"m","inputKind":"rows","createdBy":"x"}""", "formatVersion")]
    [InlineData("""{"formatVersion":1,"job":7,"model":"m","inputKind":"rows","createdBy":"x"}""", "job")]
    [InlineData("""{"formatVersion":1,"job":"a","job":"b","model":"m","inputKind":"rows","createdBy":"x"}""", "not valid JSON")]
    [InlineData("""{"formatVersion":1,"job":"\ud800","model":"m","inputKind":"rows","createdBy":"x"}""", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    public void A_malformed_recipe_is_refused_even_with_the_right_checksum(string recipe, string says) =>
        Assert.Contains(says, Refused(Zip(WithChecksums([("recipe.json", recipe), .. Entries()[1..^1]]))).Message);

    [Fact]
    public void A_malformed_section_is_refused_even_with_the_right_checksum() =>
        Assert.Contains("weights.safetensors", Refused(Zip(WithChecksums([Entries()[0], ("weights.safetensors", "\u0001\0\0\0\0\0\0\0{")]))).Message);

    [Fact]
    public void A_compressed_entry_is_refused()
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (Stream entry = zip.CreateEntry("recipe.json", CompressionLevel.Optimal).Open())
            entry.Write(new byte[50_000_000]);
        Assert.Contains("compressed", Refused(stream.ToArray()).Message);
    }

    [Theory]
    [InlineData(0x0fff_fff0u)]
    [InlineData(0xffff_fff0u)]
    public void An_entry_that_claims_more_than_the_file_is_refused_before_memory_is_taken(uint claimed)
    {
        byte[] bytes = Bytes(Sample());
        int record = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8); // the first record of the zip's directory: recipe.json
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(record + 20), claimed); // stored bytes
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(record + 24), claimed); // original bytes
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("larger than the file", Refused(bytes).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("PK", "not a .hourglass file")]
    [InlineData("this is text", "not a .hourglass file")]
    public void What_is_no_zip_is_no_model_file(string text, string says) => Assert.Contains(says, Refused(Encoding.UTF8.GetBytes(text)).Message);

    [Fact]
    public void Some_other_zip_is_no_model_file() => Assert.Contains("not a .hourglass file", Refused(Zip(("word/document.xml", "<x/>"))).Message);

    [Fact]
    public void Saving_to_a_path_replaces_the_file_and_a_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.hourglass");
        Assert.Contains("does not exist", Assert.Throws<InputException>(() => ModelContainer.Load(path)).Message);
        Assert.Contains("folder", Assert.Throws<InputException>(() => ModelContainer.Load(folder.Path)).Message);
        Sample().Save(path);
        Sample().Save(path);
        Assert.Equal(Bytes(Sample()), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
        Assert.Equal(2, ModelContainer.Load(path).Sections.Count);
    }

    [Fact]
    public void Thousands_of_mutations_end_in_success_or_a_clear_refusal_and_take_little_memory()
    {
        byte[] whole = Bytes(Sample());
        var random = new RandomStream(2, "mutations");
        Attempt(whole); // the first load of a process takes memory for itself
        for (int i = 0; i < 4000; i++) Attempt(Mutated(whole, random));

        // The same with checksums mended, so that the mutations reach the readers behind them.
        (string Name, string Text)[] entries = Entries();
        for (int i = 0; i < 2000; i++)
        {
            int chosen = random.NextInt(2);
            byte[] mutated = Mutated(Latin(entries[chosen].Text), random);
            Attempt(Zip(WithChecksums([.. entries[..^1].Select((e, at) => at == chosen ? (e.Name, Encoding.Latin1.GetString(mutated)) : e)])));
        }

        static void Attempt(byte[] bytes)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Load(bytes);
            }
            catch (InputException)
            {
                // A clear refusal is what is asked for.
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (64L * bytes.Length) + 300_000);
        }
    }

    private static byte[] Mutated(byte[] original, RandomStream random)
    {
        var bytes = new List<byte>(original);
        for (int changes = 1 + random.NextInt(3); changes > 0; changes--)
        {
            int at = random.NextInt(bytes.Count);
            switch (random.NextInt(5))
            {
                case 0: bytes[at] ^= (byte)(1 << random.NextInt(8)); break;
                case 1: bytes[at] = (byte)(random.NextInt(2) * 255); break;
                case 2: bytes.RemoveRange(at, Math.Min(bytes.Count - at - 1, random.NextInt(40))); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.NextInt(40)))); break;
                default: for (int i = at; i < Math.Min(at + 4, bytes.Count); i++) bytes[i] = 255; break;
            }
        }

        return [.. bytes];
    }

    private static ModelContainer Sample() => new(
        new JsonObject { ["名前"] = "編碼器", ["inputKind"] = "rows", ["model"] = "dense", ["job"] = "plain", ["layers"] = new JsonArray(3, 2) },
        new Dictionary<string, IReadOnlyList<NamedTensor>>
        {
            ["preprocessing"] = [new("shift", [1], [0.5f])],
            ["weights"] = [new("encoder/w", [2, 3], [1, 2, 3, 4, 5, 6]), new("encoder/b", [2], [7, 8])],
        });

    /// <summary>The entries of a whole file, checksums last; text stands for bytes in Latin-1.</summary>
    private static (string Name, string Text)[] Entries()
    {
        using var zip = new ZipArchive(new MemoryStream(Bytes(Sample())));
        return [.. zip.Entries.Select(e => (e.FullName, new StreamReader(e.Open(), Encoding.Latin1).ReadToEnd()))];
    }

    private static (string Name, string Text)[] WithChecksums(params (string Name, string Text)[] entries) =>
    [
        .. entries,
        ("checksums.json", new JsonObject(entries.Select(e =>
            KeyValuePair.Create(e.Name, (JsonNode?)Convert.ToHexStringLower(SHA256.HashData(Latin(e.Text)))))).ToJsonString()),
    ];

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, string text) in entries)
                using (Stream entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open()) entry.Write(Latin(text));
        return stream.ToArray();
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Bytes(ModelContainer container)
    {
        var stream = new MemoryStream();
        container.Save(stream);
        return stream.ToArray();
    }

    private static ModelContainer Load(byte[] bytes) => ModelContainer.Load(new MemoryStream(bytes), "m.hourglass");

    private static InputException Refused(byte[] bytes)
    {
        var error = Assert.Throws<InputException>(() => Load(bytes));
        Assert.Contains("m.hourglass", error.Message);
        Assert.InRange(error.Message.Split('\n').Length, 2, 8);
        return error;
    }
}
