using Hourglass.Errors;

namespace Hourglass.Data;

/// <summary>
/// Windows of a series as rows: row i holds the values of so many successive steps, step after step, from the step at which window i begins. The series lies in
/// memory once; windows overlap in it, and none is copied before it is used.
/// </summary>
public sealed class SeriesWindows : DataSet
{
    private readonly float[] _values;
    private readonly int[]? _starts;

    /// <summary>All windows of a series, one beginning at each step but the last.</summary>
    /// <param name="series">[steps, columns], in the order of time: rows of numbers.</param>
    /// <param name="length">Steps of a window, 1 or more.</param>
    /// <exception cref="InputException">The series is shorter than a window, or a column holds something else than numbers.</exception>
    public SeriesWindows(DataSet series, int length) : this(Checked(series, length), length, ValuesOf(series), null)
    {
    }

    private SeriesWindows(DataSet series, int length, float[] values, int[]? starts)
        : base(series.Name, starts?.Length ?? (series.Rows - length + 1), [checked(length * series.Width)], null, null) =>
        (Series, Length, _values, _starts) = (series, length, values, starts);

    /// <summary>The series.</summary>
    public DataSet Series { get; }

    /// <summary>Steps of a window.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public override bool AllowsMissing => Series.AllowsMissing;

    /// <inheritdoc/>
    public override Type ElementType => typeof(float);

    /// <summary>The step, from 0, at which a window begins.</summary>
    /// <param name="window">The window, from 0.</param>
    public int StartOf(int window) => _starts is null ? window : _starts[window];

    /// <summary>The values of a window, [<see cref="Length"/>, columns].</summary>
    /// <param name="window">The window, from 0.</param>
    public ReadOnlySpan<float> ValuesOf(int window) => _values.AsSpan(StartOf(window) * Series.Width, Width);

    /// <summary>The values of successive steps, [steps, columns].</summary>
    /// <param name="start">The first, from 0.</param>
    /// <param name="steps">How many.</param>
    public ReadOnlyMemory<float> StepsAt(int start, int steps) => _values.AsMemory(start * Series.Width, steps * Series.Width);

    /// <summary>Those windows of the series that begin at some steps.</summary>
    /// <param name="starts">The steps, from 0.</param>
    /// <exception cref="InputException">There are none.</exception>
    public SeriesWindows BeginningAt(IEnumerable<int> starts) => new(Series, Length, _values, [.. starts]);

    /// <inheritdoc/>
    public override void CopyRow(int row, Span<float> destination)
    {
        if ((uint)row >= (uint)Rows) throw new ArgumentOutOfRangeException(nameof(row), row, $"{Name} has {Rows} windows.");
        ValuesOf(row).CopyTo(destination);
    }

    private static DataSet Checked(DataSet series, int length)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        if (series.Schema?.Columns.FirstOrDefault(column => column.Kind is not (ColumnKind.Number or ColumnKind.Boolean)) is { } other)
            throw new InputException("A column of a series is not a number.", $"{series.Name}, column '{other.Name}'", other.Kind.ToString().ToLowerInvariant(), "windows are made of numbers", "leave it out with --ignore, or name it with --time when it says when a row was");
        return series.Rows >= length ? series : throw new InputException(
            "The series is shorter than a window.", series.Name, $"{series.Rows} steps", $"at least {length}, the steps of a window", "give more steps");
    }

    private static float[] ValuesOf(DataSet series)
    {
        var values = new float[series.Rows * series.Width];
        for (int step = 0; step < series.Rows; step++)
        {
            Span<float> row = values.AsSpan(step * series.Width, series.Width);
            series.CopyRow(step, row);
            FiniteValues.RequireRow(series, step, row);
        }

        return values;
    }
}
