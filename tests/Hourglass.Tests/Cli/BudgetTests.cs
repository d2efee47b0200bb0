using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Hourglass.Tests.Cli;

/// <summary>Budgets of memory and time: kept, or refused before the first step with what would fit.</summary>
public sealed class BudgetTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Too_little_memory_is_refused_with_a_batch_that_fits()
    {
        // A process of its own: in this one the other tests would count too.
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Hourglass.Cli.dll"), "train", "digits", "--layers", "8000", "--batch", "1437", "--threads", "1", "--memory", "200MiB", "-o", _tool["m.hourglass"]])
        { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string refusal = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(1, process.ExitCode);
        Assert.Matches(@"found:  \d+\.\d MB with a batch of 1293", refusal);
        Assert.False(File.Exists(_tool["m.hourglass"]));
        string batch = Regex.Match(refusal, @"--batch (\d+), which needs \d+\.\d MB").Groups[1].Value;
        Assert.InRange(int.Parse(batch, CultureInfo.InvariantCulture), 1, 719);
    }

    [Fact]
    public void When_no_batch_fits_it_says_how_much_memory_would_do() =>
        Assert.Matches("more memory than the training may take", _tool.Refuses(1, "train", "digits", "--memory", "20MB", "-o", _tool["m.hourglass"]));

    [Theory]
    [InlineData("1GiB", true)]
    [InlineData("2gb", true)]
    [InlineData("900000000000", true)]
    [InlineData("0", false)]
    [InlineData("GiB", false)]
    [InlineData("-1MB", false)]
    [InlineData("1e400GiB", false)]
    [InlineData("1TB", false)]
    public void An_amount_of_memory_is_read_as_it_is_typed(string text, bool fits)
    {
        int code = _tool.Run("train", "digits", "--plan", "--memory", text);
        Assert.Equal(!fits, code == 1 && _tool.Error.Contains("cannot take this value"));
    }

    [Fact]
    public void A_budget_without_a_single_step_is_refused() =>
        Assert.Contains("a single step", _tool.Refuses(1, "train", "digits", "--budget", "0.01s", "-o", _tool["m.hourglass"]));
}
