using System.Text;
using FsCheck;
using FsCheck.Xunit;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Csv;
using Hourglass.Readers;
using Hourglass.Tests.Data;

namespace Hourglass.Tests.Formats;

public class CsvTableTests
{
    [Theory]
    [InlineData("a,b\n1,2\n3,4.5\n")]
    [InlineData("a;b\r\n1;2\r\n3;4.5")]
    [InlineData("a\tb\n1\t2\n\n3\t4.5\n")]
    [InlineData("\uFEFFa, b\n1, 2\n3, 4.5e0\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n3,4.5\n")]
    public void Separators_headers_and_quotes_are_recognised(string text)
    {
        DataSet data = Read(text);
        Assert.Equal(["a", "b"], data.Columns!);
        Assert.Equal([1, 2, 3, 4.5f], DataSetTests.Values(data));
    }

    [Fact]
    public void A_table_without_a_header_keeps_its_first_line()
    {
        DataSet data = Read("1,2\n3,4\n");
        Assert.Null(data.Columns);
        Assert.Equal(2, data.Rows);
        Assert.Equal(1, Read("1,2").Rows);
        Assert.Equal([5, 6], DataSetTests.Values(Read("5\n6\n")));
    }

    [Fact]
    public void A_header_may_hold_numbers_and_a_text_label_makes_no_header()
    {
        Assert.Equal(["country", "2019"], Read("country,2019\n1,2\n").Columns!);
        DataSet flowers = Read("5.1,3.5,setosa\n7.0,3.2,versicolor\n", new ReadOptions { Label = "-1" });
        Assert.Equal(["setosa", "versicolor"], flowers.Labels!);
        Assert.Equal((2, 2), (flowers.Rows, flowers.Width));
    }

    [Fact]
    public void Label_and_ignored_columns_are_no_inputs()
    {
        const string Table = "id,x,kind,y\nA1,1,good,2\nA2,3,bad,4\n";
        DataSet data = Read(Table, new ReadOptions { Label = "kind", Ignore = ["1"] });
        Assert.Equal(["x", "y"], data.Columns!);
        Assert.Equal(["good", "bad"], data.Labels!);
        Assert.Equal([1, 2, 3, 4], DataSetTests.Values(data));
        string message = Assert.Throws<InputException>(() => Read(Table, new ReadOptions { Label = "class" })).Message;
        Assert.Contains("'class'", message);
        Assert.Contains("id, x, kind, y", message);
    }

    [Fact]
    public void Missing_cells_are_read_as_NaN_where_they_are_allowed_and_text_never_is()
    {
        DataSet data = Read("a,b\n1,\n?,2\nNaN,NA\n", new ReadOptions { AllowsMissing = true });
        Assert.True(data.AllowsMissing && data.Select(1).AllowsMissing);
        Assert.Equal([1, float.NaN, float.NaN, 2, float.NaN, float.NaN], DataSetTests.Values(data));
        Assert.Contains("'red'", Assert.Throws<InputException>(() => Read("a,b\n1,2\n3,red\n", new ReadOptions { AllowsMissing = true })).Message);
        Assert.Contains("too large", Assert.Throws<InputException>(() => Read("a,b\n1,2\n3,1e39\n", new ReadOptions { AllowsMissing = true })).Message);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,red\n", "line 3, column 'b'", "'red'", "--label b")]
    [InlineData("a,b\n1,2\n3,\n", "line 3, column 'b'", "empty cell", "'anomaly train'")]
    [InlineData("a,b\n1,2\n?,3\n", "line 3, column 'a'", "'?'", "'anomaly train'")]
    [InlineData("a,b\n1,2\nNaN,3\n", "line 3, column 'a'", "'NaN'", "missing")]
    [InlineData("a,b\n1,2\n1,inf\n", "line 3, column 'b'", "'inf'", "--ignore b")]
    [InlineData("a,b\n1,2\n1,1e39\n", "line 3, column 'b'", "'1e39'", "finite")]
    [InlineData("a;b\n1;2\n1;3,5\n", "line 3, column 'b'", "'3,5'", "decimal point")]
    [InlineData("1,2\n1,x\n", "line 2, column 2", "'x'", "--ignore 2")]
    [InlineData("a,b\n1,2\n\n\"3\n\",4\n5,6,7\n", "line 6", "3 cells", "2 cells")]
    [InlineData("a,b\n1,2\n3\n", "line 3", "1 cells", "2 cells")]
    [InlineData("a,b\n1,2\n\"3,4\n5,6\n", "line 3", "quote", "pairs")]
    [InlineData("a,b\n", "table.csv", "header", "remedy: add rows")]
    public void What_is_not_a_table_of_numbers_is_refused_with_its_place(string text, string where, string found, string hint)
    {
        string message = Assert.Throws<InputException>(() => Read(text)).Message;
        Assert.Contains(where, message);
        Assert.Contains(found, message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(hint, message);
        Assert.True(message.Split('\n').Length <= 8);
    }

    [Property]
    public void What_is_written_is_read_back(NonEmptyArray<float> values)
    {
        float[] row = [.. values.Get.Select(value => float.IsFinite(value) ? value : 0)];
        using var stream = new MemoryStream();
        using (var writer = new CsvTableWriter(stream, [.. Enumerable.Range(0, row.Length).Select(i => $"code {i}, \"quoted\"")]))
        {
            writer.WriteRow(row);
            writer.WriteRow(row);
        }

        DataSet data = Read(Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal((2, row.Length), (data.Rows, data.Width));
        Assert.Equal(row, DataSetTests.Row(data, 1));
        Assert.Equal("code 0, \"quoted\"", data.Columns![0]);
    }

    [Fact]
    public void Text_cells_can_stand_before_the_numbers()
    {
        using var stream = new MemoryStream();
        using (var writer = new CsvTableWriter(stream, ["row", "code"])) writer.WriteRow(["a,b"], [0.1f]);
        Assert.Equal("row,code\n\"a,b\",0.1\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static DataSet Read(string text, ReadOptions? options = null) =>
        DataFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "table.csv", [new CsvTableReader()], options);
}
