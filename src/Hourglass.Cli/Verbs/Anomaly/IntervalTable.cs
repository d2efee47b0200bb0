using System.Globalization;
using Hourglass.Data;
using Hourglass.Formats.Csv;
using Hourglass.Jobs.AnomalyDetection;

namespace Hourglass.Cli.Verbs.Anomaly;

/// <summary>Stretches of a series with alarms as CSV: start, end and peak as times where there are times, otherwise as numbers of rows from 1, and the columns that are the reason.</summary>
internal static class IntervalTable
{
    public static void Write(Stream stream, DataSet series, string? time, IReadOnlyList<AnomalyInterval> intervals)
    {
        TextColumn? written = series.Texts.FirstOrDefault(column => column.Name == time) ?? (series.Times is null ? null : series.Texts.FirstOrDefault());
        using var writer = new CsvTableWriter(stream, ["start", "end", "peak", "columns"]);
        foreach (AnomalyInterval interval in intervals) writer.WriteRow([Say(interval.Start), Say(interval.End), Say(interval.Peak), string.Join(' ', interval.Columns)], []);

        string Say(int step) => written?.Values[step] ?? series.Times?[step].ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? (step + 1).ToString(CultureInfo.InvariantCulture);
    }
}
