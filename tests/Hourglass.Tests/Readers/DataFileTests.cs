using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Csv;
using Hourglass.Readers;
using Hourglass.Tests.Data;

namespace Hourglass.Tests.Readers;

public sealed class DataFileTests : IDisposable
{
    private static readonly Reader[] s_readers = [new IdxReader(), new NpyReader(), new NpzReader(), new CsvTableReader()];

    private readonly string _folder = Directory.CreateTempSubdirectory("hourglass-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_content_tells_the_format_whatever_the_file_is_called()
    {
        byte[] idx = ArrayFiles.Idx(8, [2, 1], [5, 6]);
        byte[] npy = ArrayFiles.Npy("|u1", "(2, 1)", [5, 6]);
        foreach (byte[] file in (byte[][])[idx, npy, ArrayFiles.Npz(("a.npy", npy)), "5\n6\n"u8.ToArray()])
        {
            Assert.Equal([5, 6], DataSetTests.Values(Read("data.bin", file)));
            Assert.Equal([5, 6], DataSetTests.Values(Read("data.csv", ArrayFiles.Gzip(file))));
        }
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read()
    {
        using var pipe = new OneWay(new MemoryStream(ArrayFiles.Npz(("a.npy", ArrayFiles.Npy("|u1", "(2, 1)", [5, 6])))));
        Assert.Equal(2, DataFile.Read(pipe, "standard input", s_readers).Rows);
    }

    [Fact]
    public void Gzip_files_put_one_behind_the_other_are_one_table() =>
        Assert.Equal([1, 2, 3], DataSetTests.Values(Read("t.csv.gz", [.. ArrayFiles.Gzip("1\n2\n"u8.ToArray()), .. ArrayFiles.Gzip("3\n"u8.ToArray())])));

    [Fact]
    public void Missing_empty_and_unknown_files_and_folders_are_told_apart()
    {
        Assert.Contains("no such file", Assert.Throws<InputException>(() => DataFile.Read(Path.Combine(_folder, "none"), s_readers)).Message);
        Assert.Contains("a folder", Assert.Throws<InputException>(() => DataFile.Read(_folder, s_readers)).Message);
        InputException empty = Assert.Throws<InputException>(() => Read("e", []));
        Assert.Contains("empty", empty.Message);
        Assert.NotNull(empty.Remedy);
        Assert.Contains("empty", Assert.Throws<InputException>(() => Read("e.gz", ArrayFiles.Gzip([]))).Message);
        string unknown = Assert.Throws<InputException>(() => Read("u", [0x89, 1, 2, 3])).Message;
        Assert.Contains("89010203", unknown);
        Assert.Contains("idx, npy, npz, CSV", unknown);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("idx")]
    public void A_gzip_file_cut_anywhere_or_changed_is_refused_instead_of_read_in_part(string format)
    {
        byte[] content = format == "csv"
            ? System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},{i * i}\n")))
            : ArrayFiles.Idx(8, [20, 10], [.. Enumerable.Range(0, 200).Select(i => (byte)i)]);
        byte[] whole = ArrayFiles.Gzip(content);
        float[] values = DataSetTests.Values(Read("whole", whole));
        for (int length = 1; length < whole.Length; length++)
            Assert.Throws<InputException>(() => DataFile.Read(new MemoryStream(whole[..length]), "cut", s_readers));
        for (int position = 0; position < whole.Length; position++)
        {
            byte[] changed = [.. whole];
            changed[position] ^= 4;
            try
            {
                Assert.Equal(values, DataSetTests.Values(DataFile.Read(new MemoryStream(changed), "changed", s_readers)));
            }
            catch (InputException)
            {
            }
        }
    }

    private DataSet Read(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return DataFile.Read(path, s_readers);
    }

    /// <summary>A stream as a pipe is: only forward.</summary>
    private sealed class OneWay(Stream inner) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, Math.Min(count, 7));
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
