using Hourglass.Errors;
using Hourglass.Sources;

namespace Hourglass.Tests.Sources;

public class DataAddressTests
{
    [Theory]
    [InlineData("digits", DataAddressKind.NamedSet, "digits", null)]
    [InlineData("mnist:train", DataAddressKind.NamedSet, "mnist", "train")]
    [InlineData("fashion-mnist:test", DataAddressKind.NamedSet, "fashion-mnist", "test")]
    [InlineData("-", DataAddressKind.StandardInput, "-", null)]
    [InlineData("./digits", DataAddressKind.File, "./digits", null)]
    [InlineData("digits.csv", DataAddressKind.File, "digits.csv", null)]
    [InlineData("C:\\data\\a.npz#X", DataAddressKind.File, "C:\\data\\a.npz", "X")]
    [InlineData("a#b.npz#X", DataAddressKind.File, "a#b.npz", "X")]
    [InlineData("#a", DataAddressKind.File, "#a", null)]
    public void An_address_is_read_as_it_is_written(string text, DataAddressKind kind, string location, string? part)
    {
        DataAddress address = DataAddress.Parse(text);
        Assert.Equal((kind, location, part), (address.Kind, address.Location, address.Part));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("mnist:training")]
    [InlineData("digits:")]
    [InlineData("a.npz#")]
    public void An_address_without_meaning_is_refused(string text) => Assert.Throws<InputException>(() => DataAddress.Parse(text));

    [Fact]
    public void Only_a_bare_name_takes_the_part_of_the_verb()
    {
        Assert.Equal("mnist:train", DataAddress.Parse("mnist").WithDefaultPart("train").ToString());
        Assert.Equal("mnist:test", DataAddress.Parse("mnist:test").WithDefaultPart("train").ToString());
        Assert.Equal("a.npz", DataAddress.Parse("a.npz").WithDefaultPart("train").ToString());
    }

    [Fact]
    public void A_file_with_a_hash_in_its_name_is_found()
    {
        string path = Path.Combine(Path.GetTempPath(), $"run#{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, "1\n");
        try
        {
            Assert.Equal((path, null), (DataAddress.Parse(path).Location, DataAddress.Parse(path).Part));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
