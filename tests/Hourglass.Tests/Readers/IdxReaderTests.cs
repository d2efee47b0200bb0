using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using Hourglass.Tests.Data;

namespace Hourglass.Tests.Readers;

public class IdxReaderTests
{
    [Theory]
    [InlineData(0x08, "01 FF", 1f, 255f)]
    [InlineData(0x09, "01 FF", 1f, -1f)]
    [InlineData(0x0B, "0100 FFFE", 256f, -2f)]
    [InlineData(0x0C, "00010000 FFFFFFFF", 65536f, -1f)]
    [InlineData(0x0D, "3F800000 C0000000", 1f, -2f)]
    [InlineData(0x0E, "3FF0000000000000 C000000000000000", 1f, -2f)]
    public void Every_element_type_is_read_big_endian(byte type, string values, float first, float second)
    {
        DataSet data = Read(ArrayFiles.Idx(type, [2], Convert.FromHexString(values.Replace(" ", ""))));
        Assert.Equal([first, second], DataSetTests.Values(data));
        Assert.Equal([1], data.RowShape);
    }

    [Fact]
    public void The_first_size_counts_rows_and_the_others_are_their_shape()
    {
        DataSet data = Read(ArrayFiles.Idx(8, [2, 3, 4], [.. Enumerable.Range(0, 24).Select(i => (byte)i)]));
        Assert.Equal((2, 12), (data.Rows, data.Width));
        Assert.Equal([3, 4], data.RowShape);
        Assert.Equal(Enumerable.Range(12, 12).Select(i => (float)i), DataSetTests.Row(data, 1));
        Assert.Equal(typeof(byte), data.ElementType);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cut_anywhere_or_too_long_is_refused(bool packed)
    {
        byte[] whole = ArrayFiles.Idx(8, [2, 2, 2], new byte[8]);
        for (int length = 0; length < whole.Length; length++) Refused(whole[..length]);
        Refused([.. whole, 0]);
        Read(packed ? ArrayFiles.Gzip(whole) : whole);

        void Refused(byte[] bytes) => Assert.Throws<InputException>(() => Read(packed ? ArrayFiles.Gzip(bytes) : bytes));
    }

    [Fact]
    public void A_changed_header_byte_is_refused_or_describes_the_same_number_of_values()
    {
        byte[] whole = ArrayFiles.Idx(8, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
        for (int position = 0; position < 16; position++)
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. whole];
                changed[position] ^= (byte)(1 << bit);
                try
                {
                    DataSet data = Read(changed);
                    Assert.Equal(typeof(sbyte), data.ElementType);
                }
                catch (InputException)
                {
                }
            }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_header_that_claims_gigabytes_is_refused_before_memory_is_taken(bool packed)
    {
        byte[] file = ArrayFiles.Idx(8, [2000, 1000, 1000], new byte[100]);
        if (packed) file = ArrayFiles.Gzip(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<InputException>(() => Read(file)).Message;
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000);
        Assert.Contains("100 bytes", message);
        Assert.Contains("2000000000", message);
    }

    [Fact]
    public void A_shape_no_memory_can_hold_is_refused() =>
        Assert.Contains("too large", Assert.Throws<InputException>(() => Read(ArrayFiles.Idx(8, [-1, -1, -1, -1, -1, -1], []))).Message);

    [Fact]
    public void A_value_that_is_not_finite_is_named()
    {
        byte[] file = ArrayFiles.Idx(0x0D, [2, 2], Convert.FromHexString("3F8000003F8000003F8000007FC00000"));
        Assert.Contains("row 2 of 2, column 2 of 2", Assert.Throws<InputException>(() => Read(file)).Message);
        // 1e300 is finite as a double and not as a float32.
        Assert.Throws<InputException>(() => Read(ArrayFiles.Idx(0x0E, [1], Convert.FromHexString("7E37E43C8800759C"))));
    }

    [Fact]
    public void Parts_and_labels_are_not_in_idx_files()
    {
        byte[] file = ArrayFiles.Idx(8, [1], [0]);
        Assert.Contains("no parts", Assert.Throws<InputException>(() => Read(file, new ReadOptions { Part = "x" })).Message);
        Assert.Throws<InputException>(() => Read(file, new ReadOptions { Label = "y" }));
        Assert.Throws<InputException>(() => Read(file, new ReadOptions { Ignore = ["z"] }));
    }

    private static DataSet Read(byte[] file, ReadOptions? options = null) =>
        DataFile.Read(new MemoryStream(file), "file.idx", [new IdxReader()], options);
}
