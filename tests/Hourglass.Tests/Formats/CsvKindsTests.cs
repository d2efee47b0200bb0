using System.IO.Compression;
using System.Text;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Csv;
using Hourglass.Readers;
using Hourglass.Tests.Data;

namespace Hourglass.Tests.Formats;

// Tables of more than numbers: what columns hold is found out from the file, or said.
public class CsvKindsTests
{
    private const string Orders = """
        id;when;amount;paid;colour;empty;ref
        1;31.12.2023;1.234,50;ja;red;;A-001
        2;01.01.2024;0,75;nein;blue;;A-002
        3;13.01.2024;;ja;red;NA;A-003
        """;

    [Fact]
    public void Kinds_are_found_out_and_keys_and_empty_columns_are_no_input()
    {
        var leftOut = new List<string>();
        DataSet data = Read(Orders, new ReadOptions { Table = new TableReading(), LeavesOutColumn = (column, reason) => leftOut.Add($"{column.Name}, {column.Kind}: {reason}") });
        Assert.Equal(["when", "amount", "paid", "colour", "ref"], data.Columns!);
        Assert.Equal([ColumnKind.Time, ColumnKind.Number, ColumnKind.Boolean, ColumnKind.Category, ColumnKind.Category], data.Schema!.Columns.Select(column => column.Kind));
        Assert.Equal(["nein", "ja"], data.Schema.Find("paid")!.Categories);
        Assert.Equal("2023-12-31 | 1234.5 | ja | red | A-001", Say(data, 0));
        Assert.Equal("2024-01-01 | 0.75 | nein | blue | A-002", Say(data, 1));
        Assert.Equal("2024-01-13 | missing | ja | red | A-003", Say(data, 2));
        Assert.True(data.AllowsMissing);
        Assert.Equal(["id, Identifier: it names the rows", "empty, Ignored: every cell is missing"], leftOut);
    }

    [Fact]
    public void Keys_times_and_labels_are_carried_over_as_they_are_written()
    {
        DataSet data = Read(Orders, new ReadOptions { Label = "colour", Ignore = ["empty"], Table = new TableReading { KeepsTexts = true, Time = "when" } });
        Assert.Equal(["amount", "paid", "ref"], data.Columns!);
        Assert.Equal(["red", "blue", "red"], data.Labels!);
        Assert.Equal(["id", "when"], data.Texts.Select(column => column.Name));
        Assert.Equal(["1", "2", "3"], data.Texts[0].Values);
        Assert.Equal(["31.12.2023", "01.01.2024", "13.01.2024"], data.Texts[1].Values);
        Assert.Equal(new DateTime(2024, 1, 13), data.Times![2]);
    }

    [Fact]
    public void Texts_of_which_nearly_each_is_another_one_and_numbers_that_count_are_keys()
    {
        string text = "n,mail,size,group\n" + string.Concat(Enumerable.Range(7, 20).Select(i => $"{i},a{i}@b.c,{i * i % 7},{i % 3}x\n"));
        DataSet data = Read(text, new ReadOptions { Table = new TableReading { KeepsTexts = true } });
        Assert.Equal(["size", "group"], data.Columns!);
        Assert.Equal(["n", "mail"], data.Texts.Select(column => column.Name));
        Assert.Equal(("26", "a26@b.c"), (data.Texts[0].Values[19], data.Texts[1].Values[19]));
    }

    [Fact]
    public void A_table_of_plain_numbers_is_the_same_as_ever()
    {
        const string Text = "a,b\n1,2.5\n-0,1e-3\n16777217,0.1\n";
        DataSet plain = Read(Text), found = Read(Text, new ReadOptions { Table = new TableReading() });
        Assert.Null(found.Schema);
        Assert.False(found.AllowsMissing);
        Assert.Equal(Fingerprint.Of(plain), Fingerprint.Of(found));
        Assert.Equal([1, 2.5f, -0f, 1e-3f, 16777216, 0.1f], DataSetTests.Values(found));
    }

    [Theory]
    [InlineData("x;y\n1,5;a\n2,25;b\n-1.000,5;a\n", "1.5 2.25 -1000.5")]
    [InlineData("x,y\n\"1,234.5\",a\n\"2,000\",b\n7,a\n", "1234.5 2000 7")]
    [InlineData("x\ty\n1 234,5\ta\n1\u00A0000\tb\n7\ta\n", "1234.5 1000 7")]
    [InlineData("x|y\n1'234.5|a\n1e3|b\n+7|a\n", "1234.5 1000 7")]
    [InlineData("sep=;\nx;y\n1,5;a\n2;b\n3;a\n", "1.5 2 3")]
    [InlineData("x;y\n1.234;a\n2.345;b\n3,5;a\n", "1234 2345 3.5")]
    [InlineData("x,y\n1.234,a\n2.345,b\n3.5,a\n", "1.234 2.345 3.5")]
    public void Numbers_are_read_as_people_write_them(string text, string expected)
    {
        DataSet data = Read(text, new ReadOptions { Table = new TableReading() });
        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, 3).Select(row => data.Schema!.Columns[0].Say(DataSetTests.Row(data, row)[0]))));
    }

    [Theory]
    [InlineData("2024-02-03", "2024-02-29", "2024-02-03 2024-02-29")]
    [InlineData("3.2.2024", "29.2.2024", "2024-02-03 2024-02-29")]
    [InlineData("3.2.24", "29.02.24 17:30", "2024-02-03 2024-02-29 17:30")]
    [InlineData("02/03/2024", "02/29/2024", "2024-02-03 2024-02-29")]
    [InlineData("03/02/2024", "29/02/2024", "2024-02-03 2024-02-29")]
    [InlineData("2/3/24 5:30 PM", "2/29/24 12:00 AM", "2024-02-03 17:30 2024-02-29")]
    [InlineData("2024-02-03T01:30:00+02:00", "2024-02-29T12:00:00Z", "2024-02-02 23:30 2024-02-29 12:00")]
    [InlineData("2024-02-03 17:30:15.250", "2024-02-29 00:00", "2024-02-03 17:30 2024-02-29")]
    [InlineData("06:00", "18:30:00", "2000-01-01 06:00 2000-01-01 18:30")]
    public void Dates_are_told_by_days_beyond_12(string first, string second, string expected)
    {
        DataSet data = Read($"at,x\n{first},1\n{second},2\n", new ReadOptions { Table = new TableReading() });
        Assert.Equal(ColumnKind.Time, data.Schema!.Columns[0].Kind);
        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, 2).Select(row => data.Schema.Columns[0].Say(DataSetTests.Row(data, row)[0]))));
    }

    [Theory]
    [InlineData("12.5 %;7%;-3 %", "12.5 %|7 %|-3 %")]
    [InlineData("12,5 %;7;100 %", "12.5 %|7 %|100 %")]
    [InlineData("€ 1,200.00;€ 7.50;-€ 3.25", "1200 €|7.5 €|-3.25 €")]
    [InlineData("1.200,00 €;7,50 €;-3,25 €", "1200 €|7.5 €|-3.25 €")]
    [InlineData("$1,200;-$7;$-3", "1200 $|-7 $|-3 $")]
    public void Numbers_with_a_percent_sign_or_a_currency_keep_it_as_their_unit(string cells, string expected)
    {
        DataSet data = Read("x\n" + string.Concat(cells.Split(';').Select(cell => $"\"{cell}\"\n")), new ReadOptions { Table = new TableReading() });
        Assert.Equal(ColumnKind.Number, data.Schema!.Columns[0].Kind);
        Assert.Equal(expected, string.Join('|', Enumerable.Range(0, 3).Select(row => Say(data, row))));
    }

    [Fact]
    public void Two_units_are_two_texts_and_another_unit_than_the_column_s_is_refused()
    {
        Assert.Equal(ColumnKind.Category, Read("x,y\n5 €,1\n$ 5,2\n5 €,3\n", new ReadOptions { Table = new TableReading() }).Schema!.Columns[0].Kind);
        var known = new TableReading { Schema = new TableSchema([new("x", ColumnKind.Number) { Unit = "€" }]), IsComplete = true };
        Assert.Equal("5 €", Say(Read("x\n5\n", new ReadOptions { Table = known }), 0));
        Assert.Contains("another unit", Assert.Throws<InputException>(() => Read("x\n5 €\n$ 5\n", new ReadOptions { Table = known })).Message);
        // Keys that would count the rows are no keys with a unit.
        Assert.Equal("12 %", Say(Read("x\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"{i} %\n")), new ReadOptions { Table = new TableReading() }), 11));
    }

    [Fact]
    public void Texts_of_which_a_third_come_again_are_a_category_and_name_no_rows()
    {
        string rows = string.Concat(Enumerable.Range(0, 30).Select(i => $"{(char)('a' + (i % 20))},{i % 3}\n"));
        Assert.Equal(["a:Category", "x:Number"], Read("a,x\n" + rows, new ReadOptions { Table = new TableReading { KeepsTexts = true } }).Schema!.Columns.Select(column => $"{column.Name}:{column.Kind}"));
    }

    [Fact]
    public void Years_of_two_digits_are_those_from_1970_to_2069_and_versions_are_no_dates()
    {
        DataSet data = Read("at,x\n31.12.69,1\n1.1.70,2\n", new ReadOptions { Table = new TableReading() });
        Assert.Equal(["2069-12-31 | 1", "1970-01-01 | 2"], [Say(data, 0), Say(data, 1)]);
        Assert.Equal(ColumnKind.Category, Read("version,x\n10.0.3,1\n9.0.11,2\n10.0.3,3\n", new ReadOptions { Table = new TableReading() }).Schema!.Columns[0].Kind);
    }

    [Fact]
    public void What_other_columns_hold_decides_where_a_date_could_be_read_either_way()
    {
        DataSet data = Read("a,b\n01/02/2024,13/02/2024\n03/04/2024,14/02/2024\n", new ReadOptions { Table = new TableReading() });
        Assert.Equal("2024-02-01 | 2024-02-13", Say(data, 0));
        data = Read("a,b\n01/02/2024,1\n03/04/2024,2\n", new ReadOptions { Table = new TableReading { Dialect = new() { DaysFirst = true } } });
        Assert.Equal("2024-02-01 | 1", Say(data, 0));
        // What a date tells counts more than what is said in general.
        data = Read("a,b\n01/02/2024,1\n03/14/2024,2\n", new ReadOptions { Table = new TableReading { Dialect = new() { DaysFirst = true } } });
        Assert.Equal(("2024-01-02 | 1", false), (Say(data, 0), data.Schema!.Dialect.DaysFirst));
        data = Read("a,b\n01/02/2024,1\n03/04/2024,2\n", new ReadOptions { Table = new TableReading { Dialect = new() { TimeFormat = "dd/MM/yyyy" } } });
        Assert.Equal("2024-02-01 | 1", Say(data, 0));
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    [InlineData("windows-1252", false)]
    [InlineData("gb18030", false)]
    public void Encodings_are_told_by_content(string encoding, bool marked)
    {
        bool isChinese = encoding == "gb18030";
        string text = isChinese ? "城市,数\n北京,1\n上海,2\n北京,3\n" : "città,Größe\nZürich,1\nKöln,2\nZürich,3\n";
        var bytes = CsvEncoding.Named(encoding) is var written && marked ? [.. written.GetPreamble(), .. written.GetBytes(text)] : written.GetBytes(text);
        DataSet data = Read(bytes, new ReadOptions { Table = new TableReading() });
        Assert.Equal(isChinese ? ["城市", "数"] : ["città", "Größe"], data.Columns!);
        Assert.Equal(isChinese ? ["北京", "上海"] : ["Zürich", "Köln"], data.Schema!.Columns[0].Categories);
        Assert.Equal([0, 1, 1, 2, 0, 3], DataSetTests.Values(data));
    }

    [Fact]
    public void A_mark_at_the_beginning_of_a_file_counts_more_than_an_encoding_that_is_said()
    {
        byte[] bytes = [.. System.Text.Encoding.UTF8.Preamble, .. System.Text.Encoding.UTF8.GetBytes("größe,x\n1,2\n2,2\n")];
        Assert.Equal(["größe", "x"], Read(bytes, new ReadOptions { Table = new TableReading { Dialect = new() { Encoding = "windows-1252" } } }).Columns!);
    }

    [Fact]
    public void Two_accented_letters_side_by_side_are_no_Chinese_one() =>
        Assert.Equal(["Außengröße", "Größe"], Read(System.Text.Encoding.Latin1.GetBytes("Außengröße;Größe\n1,5;2\n2,5;3\n"), new ReadOptions { Table = new TableReading() }).Columns!);

    [Fact]
    public void What_is_said_is_not_found_out()
    {
        var said = new TableReading
        {
            Schema = new TableSchema([
                new TableColumn("zip", ColumnKind.Category) { Categories = ["8000", "3000"] }, new TableColumn("t", ColumnKind.Number) { Unit = "°C" }, new TableColumn("note", ColumnKind.Ignored)]),
            Dialect = new() { Missing = ["-999"] },
        };
        DataSet data = Read("zip,t,note,x\n3000,-999,a,1\n9000,21.5,b,2\n", new ReadOptions { Table = said });
        Assert.Equal("3000 | missing | 1", Say(data, 0));
        Assert.Equal("9000 | 21.5 °C | 2", Say(data, 1));
        Assert.Equal(["8000", "3000", "9000"], data.Schema!.Columns[0].Categories);
        data = Read("x,zip,t\n1,3000,4\n", new ReadOptions { Table = said with { IsComplete = true } });
        Assert.Equal(["zip", "t"], data.Columns!);
        Assert.Equal("3000 | 4 °C", Say(data, 0));
    }

    [Fact]
    public void A_model_of_numbers_takes_its_columns_out_of_any_table()
    {
        var known = new TableReading { Schema = new TableSchema([new TableColumn("a", ColumnKind.Number), new TableColumn("b", ColumnKind.Number)]), IsComplete = true, RefusesMissing = true };
        DataSet data = Read("key;b;a;when\nx;1,5;2;soon\ny;3,5;4;later\n", new ReadOptions { Table = known });
        Assert.Null(data.Schema);
        Assert.Equal([1.5f, 2, 3.5f, 4], DataSetTests.Values(data));
        Assert.Equal([1, 2, 3, 4], DataSetTests.Values(Read("1,2\n3,4\n", new ReadOptions { Table = known })));
        Assert.Equal([1, 2, 3, 4], DataSetTests.Values(Read("1,x,2\n3,y,4\n", new ReadOptions { Table = known, Label = "2" })));
        Assert.Contains("line 3, column 'b'", Assert.Throws<InputException>(() => Read("a,b\n1,2\n3,\n", new ReadOptions { Table = known })).Message);
        Assert.Contains("'a'", Assert.Throws<InputException>(() => Read("x,y,z\n1,2,3\n", new ReadOptions { Table = known })).Message);
    }

    [Fact]
    public void Leading_zeros_are_codes_and_words_are_kept_apart_from_numbers()
    {
        DataSet data = Read("plz,x\n01234,1\n01234,2\n99999,3\n", new ReadOptions { Table = new TableReading() });
        Assert.Equal(["01234", "99999"], data.Schema!.Columns[0].Categories);
    }

    [Fact]
    public void A_packed_table_and_one_beyond_memory_are_read_the_same()
    {
        string text = "k,v,w\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{(i % 2 == 0 ? "yes" : "no")},{i % 17}.5,{(i % 3 == 0 ? "" : "x")}\n"));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        var options = new ReadOptions { Table = new TableReading() };
        DataSet plain = Read(text, options), unpacked = Read(packed.ToArray(), options), onDisk = Read(text, options with { MostInMemory = 10_000 });
        Assert.Equal(ColumnKind.Boolean, plain.Schema!.Columns[0].Kind);
        Assert.Equal([1, 0.5f, float.NaN], DataSetTests.Row(plain, 0));
        Assert.Equal([0, 16.5f, 0], DataSetTests.Row(plain, 4997));
        Assert.Equal(Fingerprint.Of(plain), Fingerprint.Of(unpacked));
        Assert.Equal(Fingerprint.Of(plain), Fingerprint.Of(onDisk));
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n4,5\n", "line 3", "1 cells", "2 cells, as in most lines")]
    [InlineData("title of it\na,b\n1,2\n3,4\n", "line 1", "1 cells", "remove the line")]
    [InlineData("a,a\n1,x\n2,y\n", "table.csv", "'a' 2 times", "rename")]
    [InlineData("a,b\n", "table.csv", "header line only", "add rows")]
    [InlineData("a,b\n,NA\n,\n", "table.csv", "are empty", "--schema")]
    [InlineData("a,b\n1,\"2\n3,4\n", "line 2", "quote", "pairs")]
    [InlineData("a,b\n1,2\n1e39,2\n1,3\n1,4\n1,5\n1,6\n1,7\n1,8\n1,9\n1,9\n2,2\n", "line 3, column 'a'", "'1e39'", "float32")]
    [InlineData("a,b\n1,2\n2,2\n1,3\n1,4\n1,5\n1,6\n1,7\n1,8\n1,9\n1,9\nwhat,2\n", "line 12, column 'a'", "'what'", "\"missing\"")]
    [InlineData("a,b\n2024-01-01,2\n2024-01-02,2\n2024-01-01,3\n2024-01-01,4\n2024-01-01,5\n2024-01-01,6\n2024-01-01,7\n2024-01-01,8\n2024-01-01,9\n2024-02-30,9\n", "line 11, column 'a'", "'2024-02-30'", "timeFormat")]
    public void Bad_tables_are_refused_with_place_value_and_remedy(string text, string where, string found, string hint)
    {
        string message = Assert.Throws<InputException>(() => Read(text, new ReadOptions { Table = new TableReading() })).Message;
        Assert.Contains(where, message);
        Assert.Contains(found, message);
        Assert.Contains(hint, message);
        Assert.True(message.Split('\n').Length <= 8);
    }

    [Fact]
    public void Wrong_bytes_and_wrong_names_in_the_schema_are_told()
    {
        byte[] latin = CsvEncoding.Named("windows-1252").GetBytes("a,b\nZürich,1\n");
        string message = Assert.Throws<InputException>(() => Read(latin, new ReadOptions { Table = new TableReading { Dialect = new() { Encoding = "utf-8" } } })).Message;
        Assert.Contains("line 2, column 'a'", message);
        Assert.Contains("5AFC72696368", message);
        Assert.Contains("klingon", Assert.Throws<InputException>(() => Read("a\n1\n", new ReadOptions { Table = new TableReading { Dialect = new() { Encoding = "klingon" } } })).Message);
        var schema = new TableSchema([new TableColumn("c", ColumnKind.Number)]);
        Assert.Contains("'c'", Assert.Throws<InputException>(() => Read("a,b\n1,2\n", new ReadOptions { Table = new TableReading { Schema = schema } })).Message);
    }

    [Fact]
    public void Ten_thousand_columns_and_one_row_are_a_table()
    {
        string names = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"c{i}")), values = string.Join(',', Enumerable.Range(0, 10_000).Select(i => i % 2 == 0 ? "x" : "1.5"));
        DataSet data = Read($"{names}\n{values}\n", new ReadOptions { Table = new TableReading() });
        Assert.Equal((1, 10_000), (data.Rows, data.Width));
        Assert.Equal("x", data.Schema!.Columns[9998].Say(DataSetTests.Row(data, 0)[9998]));
    }

    private static string Say(DataSet data, int row) => string.Join(" | ", data.Schema!.Columns.Zip(DataSetTests.Row(data, row), (column, value) => column.Say(value)));

    private static DataSet Read(string text, ReadOptions? options = null) => Read(Encoding.UTF8.GetBytes(text), options);

    private static DataSet Read(byte[] bytes, ReadOptions? options) => DataFile.Read(new MemoryStream(bytes), "table.csv", [new CsvTableReader()], options);
}
