using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// A series cut into equal stretches of time. Each autoencoder is trained on what lies outside one of them, so that for every step there is one that knows
/// nothing of it. Windows overlap: single ones drawn at random would be known already.
/// </summary>
/// <param name="Steps">Steps of the series.</param>
/// <param name="Count">How many stretches, 1 or more.</param>
internal readonly record struct SeriesStretches(int Steps, int Count)
{
    // A stretch has room for so many windows, one after the other.
    private const int LengthsOfStretch = 2;

    /// <summary>Stretches that are each about a share of a series; one, the whole series, when the share is 0.</summary>
    public static SeriesStretches Of(int steps, double share, int length) =>
        new(steps, share > 0 ? Math.Clamp((int)Math.Round(1 / share), 2, Math.Max(2, steps / (LengthsOfStretch * length))) : 1);

    /// <summary>Where a stretch begins; the next one begins where it ends.</summary>
    public int Start(int stretch) => (int)((long)Steps * stretch / Count);

    /// <summary>Whether a window shares a step with a stretch.</summary>
    public bool Touches(int stretch, int start, int length) => Count > 1 && start < Start(stretch + 1) && start + length > Start(stretch);

    /// <summary>The windows that share no step with a stretch.</summary>
    /// <exception cref="InputException">There are none.</exception>
    public SeriesWindows Outside(int stretch, SeriesWindows windows)
    {
        SeriesStretches stretches = this;
        return Beginning(windows, start => !stretches.Touches(stretch, start, windows.Length));
    }

    /// <summary>The windows all of whose steps have a label; all windows when it is null.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="labels">A label for each step, or null.</param>
    /// <param name="normal">The label of normal steps, or null.</param>
    /// <exception cref="InputException">There are no labels, or no such window.</exception>
    public static SeriesWindows Normal(SeriesWindows windows, IReadOnlyList<string>? labels, string? normal)
    {
        if (normal is null) return windows;
        if (labels is null)
            throw new InputException("The steps have no labels to tell normal ones by.", windows.Name, $"no labels, and the normal one is to be '{normal}'", "a label for every step", "say where the labels are (--label COLUMN), or leave out --normal");
        var wrong = new int[labels.Count + 1];
        for (int step = 0; step < labels.Count; step++) wrong[step + 1] = wrong[step] + (labels[step] == normal ? 0 : 1);
        return Beginning(windows, start => wrong[start + windows.Length] == wrong[start]);
    }

    private static SeriesWindows Beginning(SeriesWindows windows, Func<int, bool> where)
    {
        int[] starts = [.. Enumerable.Range(0, windows.Rows).Select(windows.StartOf).Where(where)];
        return starts.Length > 0 ? windows.BeginningAt(starts) : throw new InputException(
            "No window is left to train on.", windows.Name, $"no {windows.Length} successive normal steps outside a stretch held back", "windows to train on that share no step with those to calibrate on",
            "give more steps, hold back less at a time (--validation), or take a shorter --window");
    }
}
