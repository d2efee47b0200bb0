using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Numerics;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// A series divided: windows to train on, and stretches of time held back to calibrate on. Windows overlap, so single ones drawn at random would be known
/// already; no window trained on shares a step with a stretch held back.
/// </summary>
/// <param name="Training">Windows to train on.</param>
/// <param name="Held">Windows of the stretches held back.</param>
/// <param name="Stretches">The stretches held back, each a series.</param>
internal sealed record SeriesRows(SeriesWindows Training, SeriesWindows Held, IReadOnlyList<DataSet> Stretches)
{
    // A stretch has at least a window's steps; where there is room for more of so many windows, stretches lie in several places.
    private const int LengthsOfStretch = 4, MostStretches = 5;

    /// <summary>Fewest windows, one after the other, that a series has room for.</summary>
    public const int FewestLengths = 4;

    public static SeriesRows Of(DataSet series, DataSet? validation, AnomalyDetection detection, int length)
    {
        var windows = new SeriesWindows(series, length);
        if (validation is not null)
        {
            var held = new SeriesWindows(validation, length);
            return new(Normal(windows, detection, []), Normal(held, detection, []), [validation]);
        }

        (int From, int To)[] stretches = [.. StretchesOf(series, detection.TrainingToDo.Validation, length, detection.TrainingToDo.Seed)];
        IEnumerable<int> inside = stretches.SelectMany(stretch => Enumerable.Range(stretch.From, stretch.To - stretch.From - length + 1));
        return new(
            Normal(windows, detection, stretches), Normal(windows.BeginningAt(inside), detection, []),
            [.. stretches.Select(stretch => series.Select([.. Enumerable.Range(stretch.From, stretch.To - stretch.From)]))]);
    }

    /// <summary>Scores to calibrate by: those of the steps held back that are normal.</summary>
    public float[] Calibrate(SeriesScoring scoring, string? normal, CancellationToken cancellationToken) =>
        [.. Stretches.SelectMany(stretch => scoring.Of(stretch, cancellationToken).Select(step => step.Score).Where((_, step) => normal is null || stretch.Labels![step] == normal))];

    /// <summary>How many steps that will be.</summary>
    public int CalibrationSteps(string? normal) => Stretches.Sum(stretch => normal is null ? stretch.Rows : stretch.Labels!.Count(label => label == normal));

    private static IEnumerable<(int From, int To)> StretchesOf(DataSet series, double share, int length, ulong seed)
    {
        if (!(share > 0 && share < 1))
            throw new InputException("There is nothing to calibrate on.", "validation", "no steps held back", "the rate of false alarms is set by steps that were not trained on", "hold back a share (--validation 0.15), or give a series apart");
        int held = Math.Max(length, (int)Math.Round(series.Rows * share)), count = Math.Clamp(held / (LengthsOfStretch * length), 1, MostStretches), steps = held / count;
        var random = new RandomStream(seed, "stretches");
        for (int i = 0; i < count; i++)
        {
            // One in each of as many equal parts of the series.
            int start = (int)((long)series.Rows * i / count), end = (int)((long)series.Rows * (i + 1) / count);
            int from = start + (int)(random.NextDouble() * Math.Max(1, end - start - steps + 1));
            yield return (from, Math.Min(series.Rows, from + steps));
        }
    }

    private static SeriesWindows Normal(SeriesWindows windows, AnomalyDetection detection, (int From, int To)[] without)
    {
        if (detection.Normal is { } label && windows.Series.Labels is null)
            throw new InputException("The steps have no labels to tell normal ones by.", windows.Name, $"no labels, and the normal one is to be '{label}'", "a label for every step", "say where the labels are (--label COLUMN), or leave out --normal");
        int length = windows.Length;
        int[] wrong = new int[windows.Series.Rows + 1];
        for (int step = 0; step < windows.Series.Rows; step++)
        {
            bool isOut = (detection.Normal is not null && windows.Series.Labels![step] != detection.Normal) || without.Any(stretch => step >= stretch.From && step < stretch.To);
            wrong[step + 1] = wrong[step] + (isOut ? 1 : 0);
        }

        int[] starts = [.. Enumerable.Range(0, windows.Rows).Select(windows.StartOf).Where(start => wrong[start + length] == wrong[start])];
        return starts.Length > 0 ? windows.BeginningAt(starts) : throw new InputException(
            "No window is left.", windows.Name, detection.Normal is null ? $"{windows.Series.Rows} steps" : $"no {length} successive steps labelled '{detection.Normal}'",
            "windows to train on, and others to calibrate on, that share no step", "give more steps, hold back less (--validation), or take a shorter --window");
    }
}
