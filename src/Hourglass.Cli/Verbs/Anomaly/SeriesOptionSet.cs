using System.CommandLine;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Readers;

namespace Hourglass.Cli.Verbs.Anomaly;

/// <summary><c>--time</c> and <c>--window</c>: with either of them the rows are the steps of a series.</summary>
internal sealed class SeriesOptionSet
{
    private readonly Option<string?> _time = OptionOf.TextIfGiven(
        "--time", "COLUMN", "The rows are the steps of a series, and this column says when each was; it is carried over to the scores.");

    private readonly Option<WindowLength?> _window = OptionOf.Value<WindowLength?>(
        "--window", "The rows are the steps of a series, scored in windows of so many, or of so much time; the period of the series by default, or 64 steps.",
        "a number of steps from 2, or a time: 90s, 30m, 2h", "60", Parse);

    public SeriesOptionSet() => _window.HelpName = "STEPS|TIME";

    public IEnumerable<Option> Options => [_time, _window];

    /// <summary>Whether the rows are the steps of a series.</summary>
    public bool IsGiven(ParseResult parse) => parse.GetValue(_time) is not null || parse.GetValue(_window) is not null;

    /// <summary>How a series is read: as numbers beside a column of times, or as numbers all of it.</summary>
    public ReadOptions Read(ParseResult parse, ReadOptions options) => options with
    {
        AllowsMissing = true,
        Table = parse.GetValue(_time) is { } time ? (options.Table ?? new TableReading()) with { Time = time, KeepsTexts = true } : null,
    };

    /// <summary>What is to be trained.</summary>
    public SeriesDetection Describe(ParseResult parse, AnomalyDetection detection, DataSet series) => new()
    {
        Detection = detection,
        Time = parse.GetValue(_time),
        Window = parse.GetValue(_window) is { } window ? window.StepsOf(series) : null,
    };

    /// <summary>Says what the windows are.</summary>
    public void Tell(Session session, ParseResult parse, SeriesDetection detection, DataSet series)
    {
        SeriesTimes.RequireOrder(series);
        int window = detection.WindowFor(series);
        string found = parse.GetValue(_window) is null ? window == SeriesDetection.UsualWindow ? " (no period was found, or it is this)" : " (the period that was found; --window says otherwise)" : "";
        session.Note($"A series: windows of {window} steps{found}.");
        if (SeriesTimes.GapsOf(series) is > 0 and int gaps)
            session.Note($"{Figures.Count(gaps, "gap")} in the times: windows run across them, as if no time had passed. Rows with empty cells in their place keep the rhythm.");
    }

    private static (bool Fits, WindowLength? Value) Parse(string text)
    {
        if (int.TryParse(text, out int steps)) return (steps >= 2, new(steps, null));
        (bool fits, TimeSpan? time) = Duration.Parse(text);
        return (fits, new(null, time));
    }

    private sealed record WindowLength(int? Steps, TimeSpan? Time)
    {
        public int StepsOf(DataSet series) => Steps ?? SeriesTimes.StepsIn(Time!.Value, series);
    }
}
