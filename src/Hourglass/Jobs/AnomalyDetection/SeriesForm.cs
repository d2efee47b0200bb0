using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What a series is made of that a detector was trained on.</summary>
/// <param name="Length">Steps of a window.</param>
/// <param name="Width">Columns.</param>
/// <param name="Columns">Their names, or null.</param>
/// <param name="Time">The column that says when a step was, or null.</param>
internal sealed record SeriesForm(int Length, int Width, IReadOnlyList<string>? Columns, string? Time)
{
    /// <summary>Some data as a series of this form: columns are found by name where both sides have names.</summary>
    /// <param name="data">The data.</param>
    /// <param name="trainedOn">Where the training series came from, for messages.</param>
    /// <exception cref="InputException">A column is missing, times go back, or there are fewer steps than a window has.</exception>
    public DataSet Align(DataSet data, string trainedOn)
    {
        DataSet series = ColumnMatch.RequireWidth(ColumnMatch.Align(data, Columns, trainedOn), Width, trainedOn);
        SeriesTimes.RequireOrder(series);
        return series.Rows >= Length ? series : throw new InputException(
            "The series is shorter than a window.", series.Name, $"{series.Rows} steps", $"at least {Length}, the window of the training", "give more steps, or train with a shorter --window");
    }
}
