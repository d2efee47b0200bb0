using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// The score of a step of a series. A window's score is the logarithm of its residual's root mean square plus, where the series is kept, a multiple of the
/// logarithm of its distance to the windows known; a step's is the mean over the windows around it (<see cref="StepScores"/>). The reasons are the columns of
/// the step itself, whose expected values are the mean of what the windows that it lies in expect.
/// </summary>
/// <param name="autoencoder">Trained on windows.</param>
/// <param name="ranges">What it is asked about.</param>
/// <param name="reference">The part of the series kept, or null.</param>
/// <param name="form">What the series is made of.</param>
internal sealed class SeriesScoring(TrainedAutoencoder autoencoder, ColumnRanges ranges, SeriesReference? reference, SeriesForm form) : IScoring
{
    /// <summary>The rival's name.</summary>
    public const string Nearest = "nearest windows";

    /// <summary>The setting that tells a detector of series.</summary>
    public const string WindowKey = "window";

    private const string ReferenceSection = "reference-series", RangeSection = "column-ranges";

    // What an autoencoder has seen it learns, wrong or not; the distance to many windows is harder to deceive.
    private const int WeightOfDistance = 3;

    // Numbers of windows in work at a time.
    private const int BlockValues = 1 << 20;

    // Keep logarithms finite.
    private const double Least = 1e-6, Most = 1e30;

    // A window with fewer of its values says nothing.
    private const double LeastPresent = 0.5;

    public IReadOnlyList<TrainedAutoencoder> Members { get; } = [autoencoder];

    public SeriesForm Form => form;

    public int ReferenceRows => reference?.Steps ?? 0;

    public IReadOnlyList<(string What, string Value)> Facts =>
        [("window", FormattableString.Invariant($"{form.Length} steps{(form.Columns is null ? "" : $" of {string.Join(", ", form.Columns)}")}")), .. form.Time is null ? Array.Empty<(string, string)>() : [("time", form.Time)]];

    public IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections
    {
        get
        {
            Dictionary<string, IReadOnlyList<NamedTensor>> sections = new() { [RangeSection] = ranges.ToTensors() };
            if (reference is not null) sections[ReferenceSection] = reference.ToTensors();
            return sections;
        }
    }

    public void Describe(JsonObject settings)
    {
        settings[WindowKey] = form.Length;
        settings["columns"] = form.Columns is null ? null : new JsonArray([.. form.Columns.Select(column => (JsonNode)column)]);
        settings["time"] = form.Time;
        settings["neighbour"] = reference?.Neighbour ?? 0;
    }

    /// <summary>From a model file.</summary>
    public static SeriesScoring Open(TrainedAutoencoder autoencoder, JobFile file)
    {
        int length = (int)file.Settings[WindowKey]!, neighbour = (int)file.Settings["neighbour"]!;
        if (length < 1 || autoencoder.Width % length != 0) throw new FormatException($"Windows of {length} steps do not fit rows of {autoencoder.Width}.");
        string[]? columns = file.Settings["columns"] is JsonArray names ? [.. names.Select(name => name!.ToString())] : null;
        if (columns is not null && columns.Length != autoencoder.Width / length) throw new FormatException("The columns do not fit the windows.");
        SeriesReference? reference = neighbour == 0
            ? null
            : SeriesReference.FromTensors(file.Sections.GetValueOrDefault(ReferenceSection) ?? throw new FormatException($"There is no section '{ReferenceSection}'."), length, neighbour);
        var ranges = ColumnRanges.FromTensors(autoencoder.Scaler, autoencoder.Width, name => file.Tensor(RangeSection, name));
        return new(autoencoder, ranges, reference, new(length, autoencoder.Width / length, columns, (string?)file.Settings["time"]));
    }

    public DataSet Align(DataSet data) => form.Align(data.AllowMissing(), autoencoder.Recipe.Training.Data);

    public DataSet InputsOf(DataSet aligned) => new SeriesWindows(aligned, form.Length);

    public IEnumerable<(float Score, IReadOnlyList<AnomalyReason> Reasons)> Of(DataSet aligned, CancellationToken cancellationToken = default)
    {
        var windows = new SeriesWindows(aligned, form.Length);
        int width = aligned.Width;
        double[] scores = new double[windows.Rows], expected = new double[aligned.Rows * width], squares = new double[aligned.Rows * width], covers = new double[aligned.Rows];
        for (int start = 0, count; start < windows.Rows; start += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count = Math.Min(Math.Max(1, BlockValues / windows.Width), windows.Rows - start);
            AddBlock(windows, start, count, scores, expected, squares, covers);
        }

        if (reference?.Distances(aligned, cancellationToken) is { } distances)
            for (int window = 0; window < scores.Length; window++) scores[window] += WeightOfDistance * (float.IsNaN(distances[window]) ? 0 : Logarithm(distances[window]));
        float[] steps = Spread(scores, aligned);
        float[] observed = new float[width], mean = new float[width];
        for (int step = 0; step < steps.Length; step++)
        {
            aligned.CopyRow(step, observed);
            Range at = (step * width)..((step + 1) * width);
            for (int column = 0; column < width; column++) mean[column] = (float)(expected[(step * width) + column] / covers[step]);
            var shares = new ColumnShares(width);
            shares.Add(squares.AsSpan(at));
            yield return (steps[step], shares.Reasons(aligned.Columns, observed, mean));
        }
    }

    public IEnumerable<(string Name, float[] Scores)> Rivals(DataSet aligned, CancellationToken cancellationToken = default) => reference is null
        ? []
        : [(Nearest, Spread([.. reference.Distances(aligned, cancellationToken).Select(distance => float.IsNaN(distance) ? distance : Logarithm(distance))], aligned))];

    // What the autoencoder makes of some windows: the logarithm of the residual of each, and sums for the steps.
    private void AddBlock(SeriesWindows windows, int start, int count, double[] scores, double[] expectedSums, double[] squareSums, double[] covers)
    {
        int width = windows.Width, columns = width / windows.Length;
        float[] observed = new float[count * width], asked = new float[observed.Length], expected = new float[observed.Length];
        for (int window = 0; window < count; window++) windows.CopyRow(start + window, observed.AsSpan(window * width, width));
        ranges.Apply(observed, asked);
        autoencoder.Reconstruct(asked, expected);
        ReadOnlySpan<float> factor = autoencoder.Scaler.Factor;
        for (int window = 0; window < count; window++)
        {
            double sum = 0;
            int present = 0, step = windows.StartOf(start + window), first = step * columns;
            for (int i = 0; i < windows.Length; i++) covers[step + i]++;
            for (int i = 0, at = window * width; i < width; i++, at++)
            {
                double residual = ((double)observed[at] - expected[at]) * factor[factor.Length == 1 ? 0 : i];
                expectedSums[first + i] += expected[at];
                squareSums[first + i] += residual * residual;
                if (double.IsNaN(residual)) continue;
                sum += residual * residual;
                present++;
            }

            scores[start + window] = present < LeastPresent * width ? double.NaN : Logarithm(Math.Sqrt(sum / present));
        }
    }

    private float[] Spread(double[] windowScores, DataSet series) => windowScores.All(double.IsNaN)
        ? throw new InputException("There is nothing to score.", series.Name, "no window of which half the values are there", $"{form.Length} successive steps with values", "give more steps, or train with a shorter --window")
        : StepScores.Of(windowScores, form.Length);

    private static double Logarithm(double value) => Math.Log(Math.Clamp(value, Least, Most));
}
