using System.Diagnostics;

namespace Hourglass.Tests.Cli;

/// <summary>Ctrl+C, sent to a real process.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Ctrl_C_once_saves_the_best_weights()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are sent with kill");
        Assert.Equal(130, TrainAndInterrupt(_tool["m.hourglass"], times: 1));
        Assert.Equal(0, _tool.Run("inspect", _tool["m.hourglass"], "--json"));
        Assert.Equal("interrupted", (string)_tool.Json["training"]!["stopReason"]!);
    }

    [Fact]
    public void Ctrl_C_twice_aborts_and_leaves_one_whole_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are sent with kill");
        string model = _tool.Digits();
        byte[] before = File.ReadAllBytes(model);

        // A step long enough that the second signal usually comes while the first waits for its end. On a busy machine it may come while the
        // file is written (the old one stays) or after that (the new one is whole).
        Assert.Equal(130, TrainAndInterrupt(model, times: 2, "--layers", "4000,4000", "--batch", "1293"));
        if (!File.ReadAllBytes(model).AsSpan().SequenceEqual(before)) Assert.Equal(0, _tool.Run("verify", model));
        Assert.Equal([Path.GetFileName(model)], Directory.GetFiles(_tool.Folder).Select(Path.GetFileName));
    }

    private static int TrainAndInterrupt(string model, int times, params string[] options)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])
            [Path.Combine(AppContext.BaseDirectory, "Hourglass.Cli.dll"), "train", "digits", "--epochs", "1000000", "--patience", "none", "-o", model, .. options])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        while (process.StandardError.ReadLine() is { } line && !line.StartsWith("epoch", StringComparison.Ordinal))
        {
        }

        for (int i = 0; i < times; i++)
        {
            Process.Start("kill", ["-INT", process.Id.ToString()]).WaitForExit();
            if (i + 1 < times) Thread.Sleep(30);
        }

        if (!process.WaitForExit(60_000)) process.Kill();
        return process.ExitCode;
    }
}
