using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using Hourglass.Tests.Data;

namespace Hourglass.Tests.Readers;

public class NpzReaderTests
{
    private static readonly byte[] s_two = ArrayFiles.Npy("|u1", "(2, 2)", [1, 2, 3, 4]);
    private static readonly byte[] s_labels = ArrayFiles.Npy("<i8", "(2,)", [7, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0]);

    [Fact]
    public void The_only_array_needs_no_name() => Assert.Equal([1, 2, 3, 4], DataSetTests.Values(Read(ArrayFiles.Npz(("codes.npy", s_two)))));

    [Fact]
    public void X_is_the_data_and_y_its_labels()
    {
        DataSet data = Read(ArrayFiles.Npz(("y.npy", s_labels), ("X.npy", s_two)));
        Assert.Equal([1, 2, 3, 4], DataSetTests.Values(data));
        Assert.Equal(["7", "9"], data.Labels!);
    }

    [Fact]
    public void An_array_and_its_labels_can_be_named()
    {
        DataSet data = Read(ArrayFiles.Npz(("a.npy", s_two), ("b.npy", s_two), ("c.npy", s_labels)), new ReadOptions { Part = "b", Label = "c" });
        Assert.Equal("file.npz#b", data.Name);
        Assert.Equal(["7", "9"], data.Labels!);
        // The label is never the data.
        Assert.Equal(2, Read(ArrayFiles.Npz(("c.npy", s_labels), ("b.npy", s_two)), new ReadOptions { Label = "c" }).Width);
    }

    [Fact]
    public void Several_arrays_without_a_usual_name_are_listed()
    {
        string message = Assert.Throws<InputException>(() => Read(ArrayFiles.Npz(("a.npy", s_two), ("b.npy", s_two)))).Message;
        Assert.Contains("a, b", message);
        Assert.Contains("FILE#a", message);
        Assert.Contains("a, b", Assert.Throws<InputException>(
            () => Read(ArrayFiles.Npz(("a.npy", s_two), ("b.npy", s_two)), new ReadOptions { Part = "c" })).Message);
        Assert.Contains("no array", Assert.Throws<InputException>(() => Read(ArrayFiles.Npz(("readme.txt", [1])))).Message);
    }

    [Fact]
    public void A_packed_npz_is_read_too() => Assert.Equal(2, Read(ArrayFiles.Gzip(ArrayFiles.Npz(("X.npy", s_two)))).Rows);

    [Fact]
    public void A_file_cut_anywhere_is_refused_and_a_changed_bit_never_gives_other_numbers()
    {
        byte[] values = [.. Enumerable.Range(0, 60).Select(i => (byte)(i * 7))];
        byte[] whole = ArrayFiles.Npz(("X.npy", ArrayFiles.Npy("|u1", "(20, 3)", values)));
        for (int length = 0; length < whole.Length; length++) Assert.Throws<InputException>(() => Read(whole[..length]));
        for (int position = 0; position < whole.Length; position++)
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. whole];
                changed[position] ^= (byte)(1 << bit);
                try
                {
                    Assert.Equal(values.Select(value => (float)value), DataSetTests.Values(Read(changed)));
                }
                catch (InputException)
                {
                }
            }
    }

    private static DataSet Read(byte[] file, ReadOptions? options = null) =>
        DataFile.Read(new MemoryStream(file), "file.npz", [new NpzReader()], options);
}
