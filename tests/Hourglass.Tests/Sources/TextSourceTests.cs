using System.IO.Compression;
using System.Text;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Csv;
using Hourglass.Readers;
using Hourglass.Sources;

namespace Hourglass.Tests.Sources;

public sealed class TextSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hourglass-").FullName;
    private readonly DataSource _source = new([new NpyReader(), new CsvTableReader()]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_words_are_lower_case_words_and_the_parts_are_alike()
    {
        TextSet train = EnglishWords.Train, test = EnglishWords.Test;
        Assert.Equal((11_654, 1_294), (train.Texts.Count, test.Texts.Count));
        Assert.All(EnglishWords.Load().Texts, word => Assert.Matches("^[a-z]{3,12}$", word));
        Assert.Empty(train.Texts.Intersect(test.Texts));
        Assert.Equal(train.Texts.Average(word => (double)word.Length), test.Texts.Average(word => (double)word.Length), 0.2);
        Assert.Equal(train.Texts, Load("words:train").Texts);
    }

    [Theory]
    [InlineData("one\ntwo three\n\n  \nvier\n")]
    [InlineData("one\r\ntwo three\r\nvier")]
    [InlineData("\uFEFFone\ntwo three\nvier")]
    public void Lines_are_texts_and_blank_ones_are_left_out(string content) =>
        Assert.Equal(["one", "two three", "vier"], Load(Write("a.txt", Encoding.UTF8.GetBytes(content))).Texts);

    [Fact]
    public void Packed_text_is_unpacked_and_a_cut_file_is_refused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write("龙\nб\n"u8);
        Assert.Equal(["龙", "б"], Load(Write("a.txt.gz", packed.ToArray())).Texts);
        Assert.Contains("damaged", Assert.Throws<InputException>(() => Load(Write("b.txt.gz", packed.ToArray()[..^5]))).Message);
    }

    [Fact]
    public void A_column_of_a_table_is_taken_by_name_or_number()
    {
        string path = Write("a.csv", "id,text\n1,\"so, it is\"\n2,\"two\"\"s\nlines\"\n3,\n"u8.ToArray());
        Assert.Equal(["so, it is", "two\"s lines"], Load(path + "#text").Texts);
        Assert.Equal(["text", "so, it is", "two\"s lines"], Load(path + "#2").Texts);
        InputException missing = Assert.Throws<InputException>(() => Load(path + "#nothing"));
        Assert.Contains("no column 'nothing'", missing.Message);
        Assert.Contains("one of these names", missing.Remedy);
        Assert.NotNull(Assert.Throws<InputException>(() => Load(Write("blank.txt", "\n\n"u8.ToArray()))).Remedy);
    }

    [Fact]
    public void What_is_not_text_is_refused_with_its_line()
    {
        Assert.Contains("line 2", Assert.Throws<InputException>(() => Load(Write("a.txt", [.. "gut\nm"u8, 0xFC, .. "de\n"u8]))).Message);
        Assert.Contains("byte 0", Assert.Throws<InputException>(() => Load(Write("b.txt", [65, 0, 66, 0]))).Message);
        Assert.Contains("no text", Assert.Throws<InputException>(() => Load(Write("c.txt", "\n \n"u8.ToArray()))).Message);
        Assert.Contains("no text", Assert.Throws<InputException>(() => Load(Write("d.txt", []))).Message);
        Assert.Throws<InputException>(() => Load(Path.Combine(_folder, "nowhere.txt")));
    }

    [Fact]
    public void Text_asked_for_as_numbers_names_the_verb_and_numbers_asked_for_as_text_are_refused()
    {
        Assert.Contains("text train words", Assert.Throws<InputException>(() => _source.Load(DataAddress.Parse("words:train"))).Message);
        Assert.Contains("not text", Assert.Throws<InputException>(() => Load("digits")).Message);
    }

    private TextSet Load(string address) => _source.Texts.Load(DataAddress.Parse(address));

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
