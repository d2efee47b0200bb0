using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Preprocessing;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// The score of a step of a series. A window's score is the logarithm of its residual's root mean square plus, where the series is kept, a multiple of the
/// logarithm of its distance to the windows known; a step's is the mean over the windows around it (<see cref="StepScores"/>). The reasons are the columns of
/// the step itself, whose expected values are the mean of what the windows that it lies in expect. A window that stands in the training series is judged by
/// those autoencoders that do not know it, and its distance is to windows that share no step with it; others are judged by all.
/// </summary>
/// <param name="members">The autoencoders, each trained on scaled windows outside one of the stretches.</param>
/// <param name="ranges">What they are asked about.</param>
/// <param name="reference">The part of the series kept, or null.</param>
/// <param name="stretches">The stretches.</param>
/// <param name="form">What the series is made of.</param>
internal sealed class SeriesScoring(
    IReadOnlyList<TrainedAutoencoder> members, ColumnRanges ranges, SeriesReference? reference, SeriesStretches stretches, SeriesForm form) : IScoring
{
    /// <summary>The rival's name.</summary>
    public const string Nearest = "nearest windows";

    /// <summary>The setting that tells a detector of series.</summary>
    public const string WindowKey = "window";

    private const string ReferenceSection = "reference-series", RangeSection = "column-ranges", ScalingSection = "series-scaling", MemberSection = "weights-";

    // What an autoencoder has seen it learns, wrong or not; the distance to many windows is harder to deceive.
    private const int WeightOfDistance = 3;

    // Numbers of windows in work at a time.
    private const int BlockValues = 1 << 20;

    // Keep logarithms finite.
    private const double Least = 1e-6, Most = 1e30;

    // A window with fewer of its values says nothing.
    private const double LeastPresent = 0.5;

    public IReadOnlyList<TrainedAutoencoder> Members => members;

    public SeriesForm Form => form;

    public RowTerms Terms { get; } = new(null, form.Columns, form.Width, [form.Width]);

    public int ReferenceRows => reference?.Steps ?? 0;

    public IReadOnlyList<(string What, string Value)> Facts =>
    [
        ("window", FormattableString.Invariant($"{form.Length} steps{(form.Columns is null ? "" : $" of {string.Join(", ", form.Columns)}")}")),
        ("autoencoders", FormattableString.Invariant($"{members.Count}{(members.Count > 1 ? ", each trained outside a stretch of its own" : "")}")),
        .. form.Time is null ? Array.Empty<(string, string)>() : [("time", form.Time)],
    ];

    public IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections
    {
        get
        {
            Dictionary<string, IReadOnlyList<NamedTensor>> sections = new() { [RangeSection] = ranges.ToTensors(), [ScalingSection] = form.ToTensors() };
            if (reference is not null) sections[ReferenceSection] = reference.ToTensors();
            for (int member = 1; member < members.Count; member++) sections[SectionOf(member)] = members[member].ToTensors();
            return sections;
        }
    }

    public void Describe(JsonObject settings)
    {
        settings[WindowKey] = form.Length;
        settings["columns"] = form.Columns is null ? null : new JsonArray([.. form.Columns.Select(column => (JsonNode)column)]);
        settings["time"] = form.Time;
        settings["dialect"] = JsonSerializer.SerializeToNode(form.Dialect, InJson(members[0]));
        settings["neighbour"] = reference?.Neighbour ?? 0;
        settings["steps"] = stretches.Steps;
        settings["stretches"] = stretches.Count;
    }

    /// <summary>From a model file.</summary>
    /// <exception cref="FormatException">What it holds makes no sense.</exception>
    public static SeriesScoring Open(TrainedAutoencoder autoencoder, JobFile file)
    {
        int length = (int)file.Settings[WindowKey]!, neighbour = (int)file.Settings["neighbour"]!;
        var stretches = new SeriesStretches((int)file.Settings["steps"]!, (int)file.Settings["stretches"]!);
        var scaler = new Scaler(ScalingKind.Standard, file.Tensor(ScalingSection, "shift").Values, file.Tensor(ScalingSection, "factor").Values);
        string[]? columns = file.Settings["columns"] is JsonArray names ? [.. names.Select(name => name!.ToString())] : null;
        if (length < 1 || stretches.Count < 1 || (long)length * scaler.Shift.Length != autoencoder.Width || (columns is not null && columns.Length != scaler.Shift.Length))
            throw new FormatException($"Windows of {length} steps do not fit rows of {autoencoder.Width}.");
        SeriesReference? reference = neighbour == 0 ? null : SeriesReference.FromTensors(SectionIn(ReferenceSection), length, neighbour);
        var ranges = ColumnRanges.FromTensors(autoencoder.Scaler, autoencoder.Width, name => file.Tensor(RangeSection, name));
        TrainedAutoencoder[] members =
            [autoencoder, .. Enumerable.Range(1, stretches.Count - 1).Select(member => autoencoder.With(autoencoder.Recipe.Description.Corruption!, SectionIn(SectionOf(member))))];
        TableDialect dialect = file.Settings["dialect"].Deserialize(InJson(autoencoder)) ?? TableDialect.Unknown;
        dialect.RequireSound();
        return new(members, ranges, reference, stretches, new(length, scaler, columns, (string?)file.Settings["time"], dialect));

        IReadOnlyList<NamedTensor> SectionIn(string name) => file.Sections.GetValueOrDefault(name) ?? throw new FormatException($"There is no section '{name}'.");
    }

    public DataSet Align(DataSet data) => form.Align(data, members[0].Recipe.Training.Data);

    /// <summary>The windows that the first autoencoder was trained on.</summary>
    public DataSet TrainingRows(DataSet data, string? normal)
    {
        DataSet aligned = Align(data);
        return stretches.Outside(0, SeriesStretches.Normal(form.WindowsOf(aligned), aligned.Labels, normal));
    }

    public DataSet InputsOf(DataSet aligned) => form.WindowsOf(aligned);

    public IEnumerable<RowFinding> Of(DataSet aligned, CancellationToken cancellationToken = default) => Of(aligned, PlaceOf, cancellationToken);

    /// <summary>What is found out about the steps of the series trained on.</summary>
    public IEnumerable<RowFinding> OfTraining(DataSet aligned, CancellationToken cancellationToken = default) => Of(aligned, null, cancellationToken);

    public (RowFinding Finding, NearestRow? Nearest) Explain(DataSet aligned, int row) => (Of(aligned).ElementAt(row), null);

    public IEnumerable<(string Name, float[] Scores)> Rivals(DataSet aligned, CancellationToken cancellationToken = default) => reference is null
        ? []
        : [(Nearest, Spread([.. reference.Distances(form.WindowsOf(aligned), cancellationToken).Select(distance => float.IsNaN(distance) ? distance : Logarithm(distance))], aligned))];

    // The place of a window in the training series is asked for; null when it is the training series.
    private IEnumerable<RowFinding> Of(DataSet aligned, Place? place, CancellationToken cancellationToken)
    {
        SeriesWindows windows = form.WindowsOf(aligned);
        var sums = new StepSums(aligned.Rows, aligned.Width);
        var scores = new double[windows.Rows];
        int block = Math.Max(1, BlockValues / windows.Width);
        for (int start = 0; start < windows.Rows; start += block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] some = [.. Enumerable.Range(start, Math.Min(block, windows.Rows - start))];
            int?[] places = place is null ? [.. some.Select(window => (int?)window)] : [.. some.Select(window => place(windows.ValuesOf(window)))];
            bool[][] judges = Array.ConvertAll(places, at => JudgesOf(at));
            for (int member = 0; member < members.Count; member++)
            {
                int[] judged = [.. some.Where(window => judges[window - start][member])];
                if (judged.Length > 0) Judge(members[member], windows, judged, window => judges[window - start].Count(known => known), scores, sums);
            }
        }

        if (reference?.Distances(windows, cancellationToken) is { } distances)
            for (int window = 0; window < scores.Length; window++) scores[window] += WeightOfDistance * (float.IsNaN(distances[window]) ? 0 : Logarithm(distances[window]));
        float[] steps = Spread(scores, aligned);
        for (int step = 0; step < steps.Length; step++)
        {
            var observed = new float[aligned.Width];
            aligned.CopyRow(step, observed);
            var shares = new ColumnShares(aligned.Width);
            shares.Add(sums.SquaresOf(step));
            float[] expected = sums.ExpectedOf(step);
            form.Scaler.Invert(expected);
            yield return new(steps[step], shares, observed, expected);
        }
    }

    private int? PlaceOf(ReadOnlySpan<float> window) => reference?.PlaceOf(window);

    // Those autoencoders that do not know a window.
    private bool[] JudgesOf(int? place)
    {
        bool[] judges = [.. Enumerable.Range(0, members.Count).Select(member => place is { } start && stretches.Touches(member, start, form.Length))];
        if (!judges.Contains(true)) Array.Fill(judges, true);
        return judges;
    }

    // What an autoencoder makes of some windows: the logarithm of the residual of each, and sums for the steps.
    private void Judge(TrainedAutoencoder autoencoder, SeriesWindows windows, int[] judged, Func<int, int> judgesOf, double[] scores, StepSums sums)
    {
        int width = windows.Width;
        float[] observed = new float[judged.Length * width], asked = new float[observed.Length], expected = new float[observed.Length];
        for (int i = 0; i < judged.Length; i++) windows.CopyRow(judged[i], observed.AsSpan(i * width, width));
        ranges.Apply(observed, asked);
        autoencoder.Reconstruct(asked, expected);
        for (int i = 0; i < judged.Length; i++)
        {
            Range at = (i * width)..((i + 1) * width);
            (double squares, int present) = sums.Add(windows.StartOf(judged[i]), observed.AsSpan(at), expected.AsSpan(at));
            scores[judged[i]] += (present < LeastPresent * width ? double.NaN : Logarithm(Math.Sqrt(squares / present))) / judgesOf(judged[i]);
        }
    }

    private float[] Spread(double[] windowScores, DataSet series) => windowScores.All(double.IsNaN)
        ? throw new InputException("There is nothing to score.", series.Name, "no window of which half the values are there", $"{form.Length} successive steps with values", "give more steps, or train with a shorter --window")
        : StepScores.Of(windowScores, form.Length);

    private static double Logarithm(double value) => Math.Log(Math.Clamp(value, Least, Most));

    private static JsonTypeInfo<TableDialect> InJson(TrainedAutoencoder autoencoder) => (JsonTypeInfo<TableDialect>)autoencoder.Catalog.Json.GetTypeInfo(typeof(TableDialect));

    private static string SectionOf(int member) => FormattableString.Invariant($"{MemberSection}{member + 1}");

    private delegate int? Place(ReadOnlySpan<float> window);
}
