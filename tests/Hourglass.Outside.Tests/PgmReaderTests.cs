using System.IO.Compression;
using System.Text;
using Hourglass;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using Hourglass.Training;

namespace Outsider;

public class PgmReaderTests
{
    private static readonly byte[] s_two = [.. "P5 3 2 255\n"u8, 1, 2, 3, 4, 5, 6, .. "P5 3 2 255\n"u8, 7, 8, 9, 10, 11, 255];

    [Fact]
    public void Pictures_come_as_rows_of_their_shape()
    {
        DataSet data = Read(s_two);
        Assert.Equal((2, 6), (data.Rows, data.Width));
        Assert.Equal([2, 3], data.RowShape);
        float[] row = new float[6];
        data.CopyRow(1, row);
        Assert.Equal([7, 8, 9, 10, 11, 255], row);
    }

    [Fact]
    public void It_is_unpacked_and_trained_on_like_every_other_format()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(s_two);
        DataSet data = Read(packed.ToArray());
        Assert.Equal(2, Autoencoder.Dense(2).Fit(data, new TrainingOptions { Epochs = 1, Validation = 0 }).CodeSize);
    }

    [Theory]
    [InlineData("P5 3 2 255\nabc", "cut off")]
    [InlineData("P5 3 x 255\nabc", "header")]
    [InlineData("P5 3 2 65535\nabcdef", "depth")]
    [InlineData("P5 1 1 255\naP5 2 1 255\nab", "size")]
    [InlineData("P5 1 1 255\nabc", "not a PGM")]
    [InlineData("P5 3", "header")]
    public void Damage_is_named(string content, string word) =>
        Assert.Contains(word, Assert.Throws<InputException>(() => Read(Encoding.ASCII.GetBytes(content))).Message);

    private static DataSet Read(byte[] content) => DataFile.Read(new MemoryStream(content), "pictures.pgm", OutsideCatalog.Catalog.Readers);
}
