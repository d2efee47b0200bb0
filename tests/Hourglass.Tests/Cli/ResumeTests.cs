using System.Diagnostics;
using Hourglass.Numerics;

namespace Hourglass.Tests.Cli;

/// <summary>A real process, killed at random moments without warning, and resumed.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Killed_at_random_moments_a_training_ends_in_the_same_bits()
    {
        string[] training = ["train", "digits", "--layers", "48", "--code", "12", "--batch", "16", "--epochs", "30", "--corrupt", "masking:0.1", "--threads", "1"];
        Assert.Equal(0, _tool.Run([.. training, "-o", _tool["whole.hourglass"]]));

        // Every second run writes a checkpoint after each step, so that most of its time goes into writing.
        string[] Resumed(int run) => [.. training, "--checkpoint", _tool["c"], "--checkpoint-every", run % 2 == 0 ? "20" : "1", "--resume", "-o", _tool["resumed.hourglass"]];
        var random = new RandomStream(8, "kills");
        for (int kill = 0; kill < 6; kill++)
        {
            using Process process = Start(Resumed(kill));
            while (process.StandardError.ReadLine() is { } line && !line.StartsWith("Data:", StringComparison.Ordinal))
            {
            }

            Thread.Sleep(20 + random.NextInt(300));
            process.Kill();
            process.WaitForExit();
        }

        Assert.Equal(0, _tool.Run(Resumed(0)));
        TrainedAutoencoder whole = TrainedAutoencoder.Load(_tool["whole.hourglass"]), after = TrainedAutoencoder.Load(_tool["resumed.hourglass"]);
        foreach (string path in whole.ParameterPaths) Assert.Equal(whole.Parameter(path), after.Parameter(path));
    }

    [Fact]
    public void A_detector_killed_in_its_second_autoencoder_ends_in_the_same_bits()
    {
        string[] training = ["anomaly", "train", "breast-cancer", "--normal", "benign", "--validation", "0.5", "--steps", "300", "--threads", "1"];
        Assert.Equal(0, _tool.Run([.. training, "-o", _tool["whole.hourglass"]]));
        string[] resumed = [.. training, "--checkpoint", _tool["c"], "--checkpoint-every", "10", "--resume", "-o", _tool["resumed.hourglass"]];
        using (Process process = Start(resumed))
        {
            while (!File.Exists(_tool["c.2"]) && !process.HasExited) Thread.Sleep(5);
            process.Kill();
            process.WaitForExit();
        }

        Assert.False(File.Exists(_tool["resumed.hourglass"]));
        Assert.Equal(0, _tool.Run(resumed));
        Assert.Contains("step 300", _tool.Error);
        foreach (string name in (string[])["whole", "resumed"]) Assert.Equal(0, _tool.Run("anomaly", "score", _tool[name + ".hourglass"], "breast-cancer", "-o", _tool[name + ".csv"]));
        Assert.Equal(File.ReadAllText(_tool["whole.csv"]), File.ReadAllText(_tool["resumed.csv"]));
    }

    [Fact]
    public void Resuming_needs_the_name_of_a_checkpoint() =>
        Assert.Contains("--checkpoint", _tool.Refuses(1, "train", "digits", "--resume", "-o", _tool["m.hourglass"]));

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Hourglass.Cli.dll"), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        return Process.Start(start)!;
    }
}
