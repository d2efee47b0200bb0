using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Tests.Data;

public sealed class SeriesWindowsTests
{
    private static readonly DataSet s_series = DataSet.From(new float[,] { { 0, 10 }, { 1, 11 }, { 2, 12 }, { 3, 13 }, { 4, 14 } });

    [Fact]
    public void A_window_holds_successive_steps()
    {
        var windows = new SeriesWindows(s_series, 3);
        Assert.Equal((3, 6), (windows.Rows, windows.Width));
        var row = new float[6];
        windows.CopyRow(1, row);
        Assert.Equal([1, 11, 2, 12, 3, 13], row);
        SeriesWindows some = windows.BeginningAt([2, 0]);
        some.CopyRow(0, row);
        Assert.Equal([2, 12, 3, 13, 4, 14], row);
        Assert.Equal((2, 2, 0), (some.Rows, some.StartOf(0), some.StartOf(1)));
        Assert.Equal([1, 11, 2, 12], windows.StepsAt(1, 2).ToArray());
    }

    [Fact]
    public void What_makes_no_windows_is_refused()
    {
        Assert.Contains("at least 6", Assert.Throws<InputException>(() => new SeriesWindows(s_series, 6)).Message);
        var table = new TableRows(s_series, new([new("a", ColumnKind.Number), new("day", ColumnKind.Time)]));
        Assert.Contains("day", Assert.Throws<InputException>(() => new SeriesWindows(table, 2)).Message);
    }

    [Fact]
    public void Times_tell_the_step_and_gaps_and_do_not_go_back()
    {
        DateTime start = new(2026, 1, 1);
        DataSet series = At(0, 10, 10, 20, 50);
        SeriesTimes.RequireOrder(series);
        Assert.Equal(TimeSpan.FromMinutes(10), SeriesTimes.StepOf(series));
        Assert.Equal((1, 6), (SeriesTimes.GapsOf(series), SeriesTimes.StepsIn(TimeSpan.FromHours(1), series)));
        string message = Assert.Throws<InputException>(() => SeriesTimes.RequireOrder(At(0, 10, 5, 20, 30))).Message;
        Assert.Contains("row 3 of 5", message);
        Assert.Contains("2026-01-01 00:05:00 after 2026-01-01 00:10:00", message);
        Assert.Throws<InputException>(() => SeriesTimes.StepOf(At(7, 7, 7, 7, 7)));
        Assert.Equal(0, SeriesTimes.GapsOf(At(7, 7, 7, 7, 7)));
        Assert.Throws<InputException>(() => SeriesTimes.StepOf(s_series));

        DataSet At(params int[] minutes) => new TableRows(s_series, new([new("a", ColumnKind.Number), new("b", ColumnKind.Number)]), times: [.. minutes.Select(minute => start.AddMinutes(minute))]);
    }
}
