using Hourglass.Cli.Terminal;
using Hourglass.Sources;

namespace Hourglass.Tests.Cli;

/// <summary>What a person sees while a folder of pictures is read.</summary>
public class LoadingDisplayTests
{
    [Theory]
    [InlineData(false, false, false, "Reading photos: 1 of 2,000 pictures\nReading photos: 2 of 2,000 pictures\n")]
    [InlineData(true, false, false, "\rReading photos: 1 of 2,000 pictures\e[K\rReading photos: 2 of 2,000 pictures\e[K\r\e[K")]
    [InlineData(true, true, false, "")]
    [InlineData(false, true, false, "")]
    [InlineData(true, false, true, "")]
    [InlineData(false, false, true, "")]
    public void Pictures_are_counted_on_a_terminal_in_one_line_that_goes_away(bool isTerminal, bool isQuiet, bool isJson, string expected) =>
        Assert.Equal(expected, Say(new(isTerminal, isQuiet, isJson), TimeSpan.Zero, Decoded(1), Decoded(2)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_is_said_of_pictures_that_are_read_soon(bool isTerminal) =>
        Assert.Equal("", Say(new(isTerminal, false, false), TimeSpan.FromHours(1), Decoded(1), Decoded(2000)));

    [Fact]
    public void A_download_is_named_once_for_each_file() => Assert.Equal(
        "Downloading a (2.0 MB) ...\nDownloading b ...\n",
        Say(new(false, false, false), TimeSpan.FromHours(1), Downloaded("a", 1, 2_048_000), Downloaded("a", 2, 2_048_000), Downloaded("b", 1, null)));

    private static LoadingProgress Decoded(long done) => new(LoadingWork.Decoding, "photos", done, 2000);

    private static LoadingProgress Downloaded(string name, long done, long? total) => new(LoadingWork.Download, name, done, total);

    private static string Say(Terminal terminal, TimeSpan silence, params IEnumerable<LoadingProgress> reports)
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var interruption = new Interruption();
        var session = new Session(new MemoryStream(), error, interruption) { ShowsProgress = terminal.IsTerminal, IsQuiet = terminal.IsQuiet, IsJson = terminal.IsJson };
        using (var display = new LoadingDisplay(session) { Silence = silence })
            foreach (LoadingProgress report in reports) display.Report(report);
        return error.ToString();
    }

    private sealed record Terminal(bool IsTerminal, bool IsQuiet, bool IsJson);
}
