using System.Diagnostics;
using System.Reflection;

namespace Hourglass.Tests.Documentation;

// Samples are programs of one file; they are built as their reader would build them.
public class SampleTests
{
    private const string NeedsData = "Mnist.cs", Service = "Service.cs";

    public static TheoryData<string> SamplesOnBuiltInData =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs").Select(path => Path.GetFileName(path)).Where(name => name is not (NeedsData or Service))];

    [Fact]
    public async Task The_articles_program_builds_without_warnings()
    {
        (int exitCode, string output) = await Dotnet(Repository.Root, "build", "-c", Configuration, Path.Combine("samples", NeedsData));
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("warning", output);
    }

    [Theory]
    [MemberData(nameof(SamplesOnBuiltInData))]
    public async Task A_sample_builds_without_warnings_and_runs(string sample)
    {
        string folder = Directory.CreateTempSubdirectory("hourglass-sample-").FullName;
        (int exitCode, string output) = await Dotnet(folder, "run", "-c", Configuration, Path.Combine(Repository.Root, "samples", sample));
        bool isSaved = Directory.EnumerateFiles(folder, "*.hourglass").Any();
        Directory.Delete(folder, recursive: true);
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("warning", output);
        Assert.True(isSaved, $"{sample} saved no model.");
    }

    [Fact]
    public async Task The_service_answers_a_row_and_refuses_what_is_none()
    {
        (int exitCode, string output) = await Dotnet(Repository.Root, "run", "-c", Configuration, Path.Combine("samples", Service));
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("warning", output);
        Assert.Contains("200: [{\"score\":", output);
        Assert.Contains("400: \"A row has another width.", output);
    }

    [Fact]
    public async Task The_articles_program_trains_and_saves()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("HOURGLASS_DATA") is not null, "HOURGLASS_DATA names no folder of data.");
        string folder = Directory.CreateTempSubdirectory("hourglass-sample-").FullName;
        string program = Path.Combine(Repository.Root, "samples", NeedsData);
        (int exitCode, string output) = await Dotnet(folder, "run", "-c", Configuration, program, "--", "1");
        bool isSaved = File.Exists(Path.Combine(folder, "mnist.hourglass"));
        Directory.Delete(folder, recursive: true);
        Assert.True(exitCode == 0, output);
        Assert.Contains("epoch 1/1", output);
        Assert.True(isSaved);
    }

    // The configuration these tests run in: then the library is built already.
    private static string Configuration => typeof(SampleTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static async Task<(int ExitCode, string Output)> Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
