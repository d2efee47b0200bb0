using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Preprocessing;
using Hourglass.Readers;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What a series is made of that a detector was trained on. Its columns are scaled before it is cut into windows, each alike at every step.</summary>
/// <param name="Length">Steps of a window.</param>
/// <param name="Scaler">How the columns are scaled.</param>
/// <param name="Columns">Their names, or null.</param>
/// <param name="Time">The column that says when a step was, or null.</param>
/// <param name="Dialect">How it was written, as far as that was said.</param>
internal sealed record SeriesForm(int Length, Scaler Scaler, IReadOnlyList<string>? Columns, string? Time, TableDialect Dialect)
{
    /// <summary>Columns of the series.</summary>
    public int Width => Scaler.Shift.Length;

    /// <summary>Some data as a series of this form: columns are found by name where both sides have names.</summary>
    /// <param name="data">The data.</param>
    /// <param name="trainedOn">Where the training series came from, for messages.</param>
    /// <exception cref="InputException">A column is missing, times go back, or there are fewer steps than a window has.</exception>
    public DataSet Align(DataSet data, string trainedOn)
    {
        DataSet series = ColumnMatch.RequireWidth(ColumnMatch.Align(data.AllowMissing(), Columns, trainedOn), Width, trainedOn);
        SeriesTimes.RequireOrder(series);
        return series.Rows >= Length ? series : throw new InputException(
            "The series is shorter than a window.", series.Name, $"{series.Rows} steps", $"at least {Length}, the window of the training", "give more steps, or train with a shorter --window");
    }

    /// <summary>How a table is read that holds such a series: as the columns known, beside that of the times.</summary>
    /// <param name="time">The column of the times.</param>
    /// <param name="asked">How it is asked to be read.</param>
    public TableReading ReadingWith(string time, TableReading? asked) => new()
    {
        Dialect = asked?.Dialect.Or(Dialect) ?? Dialect,
        Time = time,
        KeepsTexts = true,
        Schema = new([.. (Columns ?? []).Select(column => new TableColumn(column, ColumnKind.Number))]),
        IsComplete = Columns is not null,
    };

    /// <summary>All windows of an aligned series, scaled; a missing value stays NaN.</summary>
    /// <param name="series">[steps, columns], in original units.</param>
    public SeriesWindows WindowsOf(DataSet series)
    {
        var values = new float[series.Rows * Width];
        for (int step = 0; step < series.Rows; step++)
        {
            Span<float> row = values.AsSpan(step * Width, Width);
            series.CopyRow(step, row);
            FiniteValues.RequireRow(series, step, row);
            Scaler.Apply(row);
        }

        return new SeriesWindows(DataSet.From(values.AsMemory(), Width).WithName(series.Name).AllowMissing(), Length);
    }

    /// <summary>The scaling as tensors for a model file, each [columns].</summary>
    public IReadOnlyList<NamedTensor> ToTensors() => [new("shift", [Width], Scaler.Shift.ToArray()), new("factor", [Width], Scaler.Factor.ToArray())];
}
