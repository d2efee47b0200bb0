using System.Text;
using FsCheck;
using FsCheck.Xunit;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using Hourglass.Tests.Data;

namespace Hourglass.Tests.Readers;

public class NpyTests
{
    [Theory]
    [InlineData("|u1", "01 FF", 1f, 255f)]
    [InlineData("|b1", "01 00", 1f, 0f)]
    [InlineData("|i1", "01 FF", 1f, -1f)]
    [InlineData("<u2", "0001 FFFF", 256f, 65535f)]
    [InlineData("<i2", "0001 FEFF", 256f, -2f)]
    [InlineData(">i2", "0100 FFFE", 256f, -2f)]
    [InlineData("<i4", "00000100 FFFFFFFF", 65536f, -1f)]
    [InlineData("<i8", "0000010000000000 FFFFFFFFFFFFFFFF", 65536f, -1f)]
    [InlineData(">i8", "0000000000010000 FFFFFFFFFFFFFFFF", 65536f, -1f)]
    [InlineData("<f4", "0000803F 000000C0", 1f, -2f)]
    [InlineData(">f4", "3F800000 C0000000", 1f, -2f)]
    [InlineData("<f8", "000000000000F03F 00000000000000C0", 1f, -2f)]
    [InlineData(">f8", "3FF0000000000000 C000000000000000", 1f, -2f)]
    public void Every_element_type_and_byte_order_is_read(string descr, string values, float first, float second) =>
        Assert.Equal([first, second], DataSetTests.Values(Read(ArrayFiles.Npy(descr, "(2,)", Convert.FromHexString(values.Replace(" ", ""))))));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_version_is_read(byte version) =>
        Assert.Equal([2, 3], Read(ArrayFiles.Npy("|u1", "(1, 2, 3)", new byte[6], version: version)).RowShape);

    [Fact]
    public void Fortran_order_is_turned_into_rows()
    {
        // Element [r, i, j] of a [2, 2, 3] array has the value 100 r + 10 i + j; the first index varies fastest in the file.
        byte[] values = [0, 100, 10, 110, 1, 101, 11, 111, 2, 102, 12, 112];
        DataSet data = Read(ArrayFiles.Npy("|u1", "(2, 2, 3)", values, fortran: true));
        Assert.Equal([0, 1, 2, 10, 11, 12], DataSetTests.Row(data, 0));
        Assert.Equal([100, 101, 102, 110, 111, 112], DataSetTests.Row(data, 1));
    }

    [Property]
    public void What_is_written_is_read_back(NonEmptyArray<float> values, PositiveInt width)
    {
        int columns = Math.Min(width.Get, values.Get.Length);
        float[] rows = [.. values.Get.Take(values.Get.Length / columns * columns).Select(value => float.IsFinite(value) ? value : 0)];
        using var stream = new MemoryStream();
        NpyWriter.Write(stream, rows, columns);
        DataSet data = Read(stream.ToArray());
        Assert.Equal(columns, data.Width);
        Assert.Equal(rows, DataSetTests.Values(data));
    }

    [Fact]
    public void The_written_header_is_the_one_numpy_writes()
    {
        using var stream = new MemoryStream();
        NpyWriter.Write(stream, new float[12], 2, 3);
        byte[] file = stream.ToArray();
        Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2, 3), }".PadRight(117) + "\n", Encoding.ASCII.GetString(file, 10, 118));
        Assert.Equal(128 + 48, file.Length);
    }

    [Fact]
    public void A_file_cut_anywhere_or_too_long_is_refused()
    {
        byte[] whole = ArrayFiles.Npy("<f4", "(2, 3)", new byte[24]);
        for (int length = 0; length < whole.Length; length++) Assert.Throws<InputException>(() => Read(whole[..length]));
        Assert.Throws<InputException>(() => Read([.. whole, 0]));
    }

    [Fact]
    public void A_changed_byte_of_the_header_never_breaks_the_reader()
    {
        byte[] whole = ArrayFiles.Npy("<i2", "(2, 3)", new byte[12]);
        int refused = 0;
        for (int position = 0; position < whole.Length - 12; position++)
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. whole];
                changed[position] ^= (byte)(1 << bit);
                try
                {
                    Assert.Equal(6, DataSetTests.Values(Read(changed)).Length);
                }
                catch (InputException)
                {
                    refused++;
                }
            }

        Assert.True(refused > 500);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } x")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}")]
    [InlineData("__import__('os')")]
    [InlineData("")]
    public void A_header_that_is_not_the_dictionary_is_refused(string header) =>
        Assert.Contains("header is damaged", Assert.Throws<InputException>(() => Read(ArrayFiles.NpyWithHeader(header, new byte[4]))).Message);

    [Theory]
    [InlineData("|O", "never loaded")]
    [InlineData("<U5", "astype")]
    [InlineData("<c8", "astype")]
    [InlineData("f4", "astype")]
    public void Other_element_types_are_refused_with_the_remedy(string descr, string remedy) =>
        Assert.Contains(remedy, Assert.Throws<InputException>(() => Read(ArrayFiles.Npy(descr, "(1,)", new byte[8]))).Message);

    [Fact]
    public void Records_and_empty_arrays_are_refused()
    {
        byte[] records = ArrayFiles.NpyWithHeader("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", new byte[4]);
        Assert.Contains("several fields", Assert.Throws<InputException>(() => Read(records)).Message);
        Assert.Throws<InputException>(() => Read(ArrayFiles.Npy("<f4", "()", new byte[4])));
        Assert.Throws<InputException>(() => Read(ArrayFiles.Npy("<f4", "(0, 3)", [])));
        Assert.Throws<InputException>(() => Read(ArrayFiles.Npy("<f4", "(3, 0)", [])));
    }

    private static DataSet Read(byte[] file) => DataFile.Read(new MemoryStream(file), "file.npy", [new NpyReader()]);
}
