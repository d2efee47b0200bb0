using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Evaluation;

namespace Hourglass.Cli.Verbs.Machine;

/// <summary><c>bench</c>: the speed of this machine.</summary>
internal sealed class BenchVerb : Verb
{
    private readonly Option<bool> _quick = new("--quick") { Description = "Measure each workload for 0.3 s instead of 2 s." };
    private readonly Option<string?> _workload = OptionOf.ChoiceIfGiven(
        "--workload", "Only this workload, or those that begin so", [.. SpeedBenchmark.Groups, .. SpeedBenchmark.Workloads]);
    private readonly Option<int> _threads = ThreadOption.Make();

    public BenchVerb(Session session) : base(
        session, "bench", "Measure the speed of this machine on fixed workloads with random rows.",
        "hourglass bench", "hourglass bench --quick --threads 1 --json")
    {
        Take([], [_quick, _workload, _threads]);
    }

    protected override int Run(ParseResult parse)
    {
        TimeSpan time = TimeSpan.FromSeconds(parse.GetValue(_quick) ? 0.3 : 2);
        int threads = parse.GetValue(_threads);
        string[] names = [.. SpeedBenchmark.Workloads.Where(name => parse.GetValue(_workload) is not { } given || name == given || name.StartsWith(given + "-", StringComparison.Ordinal))];

        // Before anything else: only a process that has trained nothing yet can tell.
        TimeSpan? first = SpeedBenchmark.FirstStep(names[0], threads);
        double peak = SpeedBenchmark.PeakGflops(threads);
        double memory = SpeedBenchmark.MemoryGigabytesPerSecond(threads);
        double Fraction(SpeedResult result) => result.Flops / result.Median * 1e-9 / (peak * result.Threads / threads);
        SpeedResult[] results = [.. names.Select(name => SpeedBenchmark.Run(name, threads, time))];
        Session.Answer(new JsonObject
        {
            ["kernel"] = SpeedBenchmark.Kernel,
            ["threads"] = threads,
            ["peakGflops"] = peak,
            ["memoryGigabytesPerSecond"] = memory,
            ["firstStepMilliseconds"] = first?.TotalMilliseconds,
            ["workloads"] = new JsonArray([.. results.Select(result => (JsonNode)new JsonObject
            {
                ["name"] = result.Name,
                ["threads"] = result.Threads,
                ["millisecondsPerStep"] = result.Median * 1e3,
                ["millisecondsPerStepP10"] = result.Fastest * 1e3,
                ["gflops"] = result.Flops / result.Median * 1e-9,
                ["peakFraction"] = Fraction(result),
            })]),
        });
        foreach (string line in TextTable.Lines(
            ["workload", "threads", "p10", "p50", "GFLOP/s at p50", "of the peak"],
            results.Select(r => (string[])
            [
                r.Name, Figures.Count(r.Threads), Figures.Seconds(r.Fastest), Figures.Seconds(r.Median),
                r.Flops == 0 ? "" : Figures.Factor(r.Flops / r.Median * 1e-9), r.Flops == 0 ? "" : Figures.Percent(Fraction(r)).TrimStart('+'),
            ]))) Session.Say(line);
        Session.Say();
        Session.Say($"This machine reaches {Figures.Factor(peak)} GFLOP/s with {Figures.Count(threads, "thread")} and {SpeedBenchmark.Kernel}-bit registers in a loop of multiply-adds that touches no memory; its memory moves {Figures.Factor(memory)} GB/s.");
        if (first is { } wait) Session.Say($"The first step of {names[0]} ended {Figures.Seconds(wait.TotalSeconds)} after its data was there, in a process that had done nothing before.");
        return CommandLine.Done;
    }
}
