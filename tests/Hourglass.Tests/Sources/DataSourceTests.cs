using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Csv;
using Hourglass.Readers;
using Hourglass.Sources;
using Hourglass.Tests.Readers;

namespace Hourglass.Tests.Sources;

public sealed class DataSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hourglass-").FullName;
    private readonly DataSource _source = new([new IdxReader(), new NpyReader(), new NpzReader(), new CsvTableReader()]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Built_in_digits_need_no_file()
    {
        Assert.Equal(360, Load("digits:test").Rows);
        Assert.Throws<InputException>(() => Load("digits", new ReadOptions { Label = "y" }));
    }

    [Fact]
    public void The_part_of_the_address_picks_the_array()
    {
        string path = Write("a.npz", ArrayFiles.Npz(("a.npy", ArrayFiles.Npy("|u1", "(1, 2)", [1, 2])), ("b.npy", ArrayFiles.Npy("|u1", "(1, 3)", [1, 2, 3]))));
        Assert.Equal(3, Load(path + "#b").Width);
    }

    [Fact]
    public void Labels_can_come_from_a_file_of_their_own()
    {
        string images = Write("images", ArrayFiles.Idx(8, [2, 2], [1, 2, 3, 4]));
        DataSet data = Load(images, new ReadOptions { Label = Write("labels", ArrayFiles.Idx(8, [2], [3, 7])) });
        Assert.Equal(["3", "7"], data.Labels!);
        string three = Write("three", ArrayFiles.Idx(8, [3], [3, 7, 1]));
        Assert.Contains("do not fit", Assert.Throws<InputException>(() => Load(images, new ReadOptions { Label = three })).Message);
    }

    private DataSet Load(string address, ReadOptions? options = null) =>
        _source.Load(DataAddress.Parse(address), options, null, TestContext.Current.CancellationToken);

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
