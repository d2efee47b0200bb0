using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Csv;
using Hourglass.Formats.Parquet;
using Hourglass.Readers;
using Hourglass.Sources;
using Hourglass.Tests.Data;
using Parquet;
using Parquet.Schema;

namespace Hourglass.Tests.Formats;

public sealed class ParquetTableTests : IDisposable
{
    private static readonly ReadOptions s_kinds = new() { Table = new TableReading { KeepsTexts = true } };

    private readonly string _folder = Directory.CreateTempSubdirectory("hourglass-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_that_Apache_wrote_holds_what_was_put_in()
    {
        // Golden/parquet.cs: two groups of rows, dictionary and plain pages, deltas, snappy and zstd, every kind of column.
        DataSet data = Load(Path.Combine(AppContext.BaseDirectory, "Golden", "kinds.parquet"), s_kinds);
        Assert.Equal(
            ["f64:Number", "f32:Number", "i8:Number", "u16:Number", "i32:Number", "dec:Number", "flag:Boolean", "text:Category", "dict:Category", "iso:Time", "day:Time", "ms:Time", "us_utc:Time"],
            data.Schema!.Columns.Select(column => $"{column.Name}:{column.Kind}"));
        Assert.Equal(12, data.Rows);
        Assert.Equal("0.5 | 1.25 | -3 | 60000 | 7 | 12.34 | true | alpha | x | 2024-02-29 | 2024-02-29 | 2024-02-29 12:30 | 2024-02-29 10:30", Say(data, 0));
        Assert.Equal("missing | missing | missing | missing | missing | missing | missing | missing | missing | missing | missing | missing | missing", Say(data, 5));
        Assert.Equal("11.5 | 12.25 | 8 | 60011 | 18 | -11.66 | false | beta | y | 2024-03-11 | 2024-03-11 | 2024-03-11 12:30 | 2024-03-11 10:30", Say(data, 11));
        TextColumn keys = Assert.Single(data.Texts, column => column.Name == "key");
        Assert.Equal(["9007199254740993", "9007199254740994"], keys.Values.Take(2));
    }

    [Fact]
    public async Task Groups_of_rows_and_files_of_a_folder_are_one_table()
    {
        await Write("part/b.parquet", [4, 5], ["u", null]);
        await Write("part/a.parquet", [1, 2, 3], ["v", "u", "v"]);
        File.WriteAllText(Path.Combine(_folder, "part", "_SUCCESS"), "");
        DataSet data = Load(Path.Combine(_folder, "part"), s_kinds);
        Assert.Equal([1, 0, 2, 1, 3, 0, 4, 1, 5, float.NaN], DataSetTests.Values(data));
        Assert.Equal(["v", "u"], data.Schema!.Columns[1].Categories);
        Assert.Equal(["v", "u", "v", "u", ""], Load(Path.Combine(_folder, "part"), s_kinds with { Label = "t" }).Labels!);
        Assert.Equal(["v", "u", "v"], new DataSource([new ParquetTableReader()]).Texts.Load(DataAddress.Parse(Path.Combine(_folder, "part", "a.parquet") + "#t")).Texts);
        await Write("part/c.parquet", [6], ["v"], "other");
        string message = Assert.Throws<InputException>(() => Load(Path.Combine(_folder, "part"), s_kinds)).Message;
        Assert.Contains("c.parquet", message);
        Assert.Contains("'t'", message);
    }

    [Fact]
    public async Task As_numbers_alone_texts_and_missing_cells_are_refused_by_name()
    {
        string file = await Write("t.parquet", [1, 2], ["u", null]);
        Assert.Contains("column 't'", Assert.Throws<InputException>(() => Load(file, ReadOptions.Default)).Message);
        DataSet data = Load(file, new ReadOptions { Ignore = ["t"] });
        Assert.Null(data.Schema);
        Assert.Equal([1, 2], DataSetTests.Values(data));
        string gap = await Write("gap.parquet", [1, null], ["u", "v"]);
        Assert.Contains("row 2, column 'x'", Assert.Throws<InputException>(() => Load(gap, new ReadOptions { Ignore = ["t"] })).Message);
        Assert.Equal([1, float.NaN], DataSetTests.Values(Load(gap, new ReadOptions { Ignore = ["t"], AllowsMissing = true })));
    }

    [Fact]
    public async Task Nested_columns_and_damage_are_refused()
    {
        string file = Path.Combine(_folder, "list.parquet");
        var list = new ListField("tags", new DataField<int>("element"));
        await using (FileStream stream = File.Create(file))
        await using (await ParquetWriter.CreateAsync(new ParquetSchema(new DataField<double>("x"), list), stream, cancellationToken: TestContext.Current.CancellationToken))
        {
        }

        string message = Assert.Throws<InputException>(() => Load(file, s_kinds)).Message;
        Assert.Contains("'tags'", message);
        Assert.Contains("--ignore tags", message);
        byte[] bytes = File.ReadAllBytes(await Write("t.parquet", [1, 2], ["u", "v"]));
        for (int cut = 4; cut < bytes.Length; cut += 37)
        {
            File.WriteAllBytes(file, bytes[..cut]);
            Assert.Throws<InputException>(() => Load(file, s_kinds));
        }

        for (int place = 4; place < bytes.Length; place += 11)
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 0x55;
            File.WriteAllBytes(file, damaged);
            // What is damaged is read, as other values, or refused; nothing else comes of it.
            try
            {
                Load(file, s_kinds);
            }
            catch (InputException)
            {
            }
        }
    }

    private async Task<string> Write(string name, double?[] numbers, string?[] texts, string textName = "t")
    {
        string file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        DataField x = new DataField<double?>("x"), t = new(textName, typeof(string), true);
        await using FileStream stream = File.Create(file);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(x, t), stream, cancellationToken: TestContext.Current.CancellationToken);
        for (int row = 0; row < numbers.Length; row += 2)
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            int end = Math.Min(numbers.Length, row + 2);
            await group.WriteAsync<double>(x, numbers[row..end].AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
            await group.WriteAsync(t, texts[row..end]!);
        }

        return file;
    }

    private static DataSet Load(string path, ReadOptions options) => new DataSource([new NpzReader(), new ParquetTableReader(), new CsvTableReader()]).Load(DataAddress.OfFile(path), options);

    private static string Say(DataSet data, int row) => string.Join(" | ", data.Schema!.Columns.Zip(DataSetTests.Row(data, row), (column, value) => column.Say(value)));
}
