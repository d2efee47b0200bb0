using System.Numerics.Tensors;
using FsCheck;
using FsCheck.Xunit;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Tests.Data;

public class DataSetTests
{
    [Fact]
    public void A_table_in_memory_gives_back_its_rows()
    {
        DataSet data = DataSet.From(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }, columns: ["a", "b", "c"], labels: ["x", "y"]);
        Assert.Equal((2, 3), (data.Rows, data.Width));
        Assert.Equal([3], data.RowShape);
        Assert.Equal([4, 5, 6], Row(data, 1));
        Assert.Equal("column 'b'", data.ColumnName(1));
        Assert.False(data.IsInteger);
    }

    [Property]
    public void Bytes_of_any_width_become_the_same_numbers(NonEmptyArray<byte> values)
    {
        DataSet data = DataSet.From(values.Get.AsMemory(), values.Get.Length);
        Assert.True(data.IsInteger);
        Assert.Equal(values.Get.Select(value => (float)value), Row(data, 0));
    }

    [Fact]
    public void A_long_row_of_bytes_becomes_the_same_numbers()
    {
        byte[] values = [.. Enumerable.Range(0, 784 * 2).Select(i => (byte)(i * 37))];
        Assert.Equal(values.Skip(784).Select(value => (float)value), Row(DataSet.From(values.AsMemory(), 784, rowShape: [28, 28]), 1));
    }

    [Fact]
    public void A_tensor_keeps_the_shape_of_its_rows()
    {
        float[] values = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        DataSet data = DataSet.From(new ReadOnlyTensorSpan<float>(values, [2, 3, 4], default));
        Assert.Equal([3, 4], data.RowShape);
        Assert.Equal(values[12..], Row(data, 1));
        Assert.Equal([1], DataSet.From(new ReadOnlyTensorSpan<float>(values)).RowShape);
    }

    [Fact]
    public void A_selection_of_a_selection_names_the_rows_of_the_first()
    {
        DataSet data = DataSet.From(new float[,] { { 0 }, { 1 }, { 2 }, { 3 } }, labels: ["a", "b", "c", "d"]).Select(3, 1, 0).Select(2, 0, 0);
        Assert.Equal([0f, 3f, 3f], Enumerable.Range(0, 3).Select(row => Row(data, row)[0]));
        Assert.Equal(["a", "d", "d"], data.Labels!);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Select(3));
    }

    [Fact]
    public void Rows_can_be_seen_in_another_shape()
    {
        DataSet data = DataSet.From(new float[2, 6]);
        Assert.Equal([2, 3], data.WithRowShape(2, 3).RowShape);
        Assert.Contains("[4]", Assert.Throws<InputException>(() => data.WithRowShape(4)).Message);
    }

    [Fact]
    public void Rows_names_and_labels_have_to_fit()
    {
        Assert.Throws<InputException>(() => DataSet.From(new float[0, 3]));
        Assert.Throws<InputException>(() => DataSet.From(new float[3, 0]));
        Assert.Throws<InputException>(() => DataSet.From(new float[7].AsMemory(), 3));
        Assert.Throws<InputException>(() => DataSet.From(new float[6].AsMemory(), 3, columns: ["a"]));
        Assert.Throws<InputException>(() => DataSet.From(new float[6].AsMemory(), 3, labels: ["a"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DataSet.From(new float[2, 3]).CopyRow(2, new float[3]));
        Assert.Throws<ArgumentException>(() => DataSet.From(new byte[64].AsMemory(), 64).CopyRow(0, new float[63]));
    }

    [Fact]
    public void Copying_a_row_allocates_nothing()
    {
        float[] row = new float[784];
        foreach (DataSet data in (DataSet[])[DataSet.From(new byte[7840].AsMemory(), 784), DataSet.From(new float[7840].AsMemory(), 784).Select(3, 4)])
        {
            data.CopyRow(0, row);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++) data.CopyRow(i % data.Rows, row);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    internal static float[] Row(DataSet data, int row)
    {
        float[] values = new float[data.Width];
        data.CopyRow(row, values);
        return values;
    }

    internal static float[] Values(DataSet data) => [.. Enumerable.Range(0, data.Rows).SelectMany(row => Row(data, row))];
}
