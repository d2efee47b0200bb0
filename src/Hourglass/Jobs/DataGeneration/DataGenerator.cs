using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Priors;
using Hourglass.Statistics;

namespace Hourglass.Jobs.DataGeneration;

/// <summary>A trained generator: draws new rows, goes from one row to another, and shows what each number of a code does.</summary>
public sealed class DataGenerator : JobModel
{
    /// <summary>The job's name.</summary>
    public const string Name = "generate";

    /// <summary>Most rows that are drawn at once.</summary>
    public const int MostRows = 1_000_000;

    /// <summary>Most steps of a way between rows, and of a number that is varied.</summary>
    public const int MostSteps = 1000;

    private const string PriorSection = "prior", CodeSection = "code", ColumnSection = "columns", RivalSection = "copula", PriorKey = "prior", ReceiptsKey = "receipts";
    private readonly CodeStatistics _codes;
    private readonly ColumnLimits _limits;
    private readonly GaussianCopula? _rival;
    private readonly Receipts? _receipts;

    internal DataGenerator(
        TrainedAutoencoder autoencoder, Prior prior, CodeStatistics codes, ColumnLimits limits, GaussianCopula? rival, Receipts? receipts) : base(autoencoder) =>
        (Prior, _codes, _limits, _rival, _receipts) = (prior, codes, limits, rival, receipts);

    /// <inheritdoc/>
    public override string Job => Name;

    /// <summary>Where codes are drawn from.</summary>
    public Prior Prior { get; }

    /// <summary>Samples beside real rows and rivals, as they were right after the training.</summary>
    public Receipts Receipts => _receipts!;

    /// <summary>Codes drawn for each row when likelihoods are measured; more come closer to the likelihood and take as much longer.</summary>
    public int ImportanceSamples { get; private init; } = DefaultImportanceSamples;

    /// <summary>Numbers of the code that the training rows use, the most active first.</summary>
    public IReadOnlyList<int> ActiveNumbers => _codes.Active;

    /// <inheritdoc/>
    protected override JsonObject Settings => new() { [PriorKey] = Prior.Kind.ToString().ToLowerInvariant(), [ReceiptsKey] = Receipts.ToJson() };

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections
    {
        get
        {
            var sections = new Dictionary<string, IReadOnlyList<NamedTensor>> { [CodeSection] = _codes.ToTensors(), [ColumnSection] = _limits.ToTensors() };
            if (Prior.ToTensors() is { Count: > 0 } prior) sections[PriorSection] = prior;
            if (_rival is not null) sections[RivalSection] = _rival.ToTensors();
            return sections;
        }
    }

    /// <summary>
    /// Draws new rows, in original units: for tables from the distribution that a code stands for, for pictures its mean; within the least and largest
    /// values of the training rows, and in whole numbers where these are. The same seed gives the same rows, and more of them begin with the same.
    /// </summary>
    /// <param name="count">How many, from 1 to <see cref="MostRows"/>.</param>
    /// <param name="seed">What they follow from.</param>
    /// <returns>[count, width].</returns>
    /// <exception cref="InputException">So many rows have more numbers than one matrix holds.</exception>
    public float[,] Sample(int count, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostRows);
        int most = Array.MaxLength / Math.Max(Autoencoder.Width, Autoencoder.CodeSize);
        if (count > most) throw new InputException("So many rows are too large to be drawn at once.", "count", $"{count}", $"at most {most} rows of {Autoencoder.Width} numbers", "draw fewer, with another seed each time");
        return _limits.Apply(Autoencoder.Sample(Prior.Draw(count, seed), seed));
    }

    /// <summary>Goes from one row to another: along the sphere for variational codes, in a straight line for others (<see cref="CodePath"/>).</summary>
    /// <param name="data">The rows, in original units.</param>
    /// <param name="first">Where to begin, from 0.</param>
    /// <param name="last">Where to end.</param>
    /// <param name="steps">Rows on the way, from 2 to <see cref="MostSteps"/>; the first and the last are the reconstructions of the two rows.</param>
    /// <returns>[steps, width], in original units.</returns>
    /// <exception cref="InputException">The rows have another width than those it was trained on.</exception>
    public float[,] Between(DataSet data, int first, int last, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, MostSteps);
        float[,] codes = Autoencoder.Encode(data.Select(first, last));
        (float[] from, float[] to) = (RowOf(codes, 0), RowOf(codes, 1));
        return Autoencoder.Decode(Autoencoder.IsVariational ? CodePath.Spherical(from, to, steps) : CodePath.Linear(from, to, steps));
    }

    /// <summary>Varies one number of a code at a time, from 3 standard deviations below the mean of the training rows to 3 above.</summary>
    /// <param name="steps">Rows for each number, from 2 to <see cref="MostSteps"/>.</param>
    /// <param name="around">The row whose code is varied, the first of these; the mean code when null.</param>
    /// <returns>For each active number, the most active first, its index and [steps, width] rows in original units.</returns>
    /// <exception cref="InputException">The row has another width than those it was trained on.</exception>
    public IReadOnlyList<(int Number, float[,] Rows)> Traverse(int steps, DataSet? around = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, MostSteps);
        float[] code = around is null ? _codes.Mean : RowOf(Autoencoder.Encode(around.Select(0)), 0);
        return [.. ActiveNumbers.Select(number =>
        {
            var varied = new float[steps, code.Length];
            for (int step = 0; step < steps; step++)
            {
                for (int i = 0; i < code.Length; i++) varied[step, i] = code[i];
                varied[step, number] = (float)(_codes.Mean[number] + (_codes.Deviation[number] * ((6.0 * step / (steps - 1)) - 3)));
            }

            return (number, Autoencoder.Decode(varied));
        })];
    }

    /// <summary>The same generator, measuring likelihoods with another number of draws.</summary>
    /// <inheritdoc/>
    public override JobModel WithImportanceSamples(int count) =>
        new DataGenerator(Autoencoder, Prior, _codes, _limits, _rival, _receipts) { ImportanceSamples = count };

    /// <inheritdoc/>
    public override IReadOnlyList<Measure> Evaluate(DataSet data, CancellationToken cancellationToken = default)
    {
        VariationalMeasures variational = VariationalMeasures.Of(Autoencoder, data, ImportanceSamples, cancellationToken);
        return [.. Autoencoder.Evaluate(data).ToMeasures(), .. variational.ToMeasures(), .. MeasureTable(data), .. MeasuresOfTraining()];
    }

    /// <inheritdoc/>
    public override string Summarise(DataSet data, IReadOnlyList<Measure> measures)
    {
        Measure? Find(string key) => measures.FirstOrDefault(measure => measure.Key == key);
        string likelihood = Find("nllPerRow")?.Value is { } nll
            ? FormattableString.Invariant($"a row of these {data.Rows:N0} costs {nll:G4} nats")
            : FormattableString.Invariant($"a row of these {data.Rows:N0} has a squared error of {Find("squaredErrorPerRow")!.Value:G4}");
        string trend = Find("trendError") is { Value: { } error, Rival: { } rival }
            ? FormattableString.Invariant($"; between columns, samples are off by {error:P1} ({rival.Name} {rival.Value:P1})")
            : "";
        return FormattableString.Invariant($"{Autoencoder.Width:N0} numbers from a code of {Autoencoder.CodeSize:N0}, {Find("activeUnits")!.Value:N0} of them used: {likelihood}{trend}.");
    }

    internal DataGenerator WithReceipts(Receipts receipts) => new(Autoencoder, Prior, _codes, _limits, _rival, receipts);

    internal static DataGenerator Open(TrainedAutoencoder autoencoder, JobFile file)
    {
        IReadOnlyList<NamedTensor> Section(string name) => file.Sections.GetValueOrDefault(name) ?? throw new FormatException($"There is no section '{name}'.");
        if (!Enum.TryParse(file.Settings[PriorKey]?.ToString(), ignoreCase: true, out PriorKind kind) || !Enum.IsDefined(kind)) throw new FormatException("The prior is not known.");
        Prior prior = Prior.FromTensors(kind, autoencoder.CodeSize, kind == PriorKind.Normal ? [] : Section(PriorSection));
        GaussianCopula? rival = autoencoder.Recipe.RowShape.Length == 1 && autoencoder.Width <= GaussianCopula.WidestRow ? GaussianCopula.FromTensors(Section(RivalSection)) : null;
        if (rival is not null && rival.Columns.Width != autoencoder.Width) throw new FormatException($"A copula of {rival.Columns.Width} columns for rows of {autoencoder.Width}.");
        return new(
            autoencoder, prior, CodeStatistics.FromTensors(Section(CodeSection), autoencoder.CodeSize), ColumnLimits.FromTensors(Section(ColumnSection), autoencoder.Width), rival,
            Receipts.FromJson(file.Settings[ReceiptsKey] as JsonObject ?? throw new FormatException("There are no receipts.")));
    }

    // As many samples as there are rows, but enough for a steady figure.
    private IEnumerable<Measure> MeasureTable(DataSet data)
    {
        if (_rival is null || data.Rows < 2) return [];
        float[] rows = Autoencoder.Scaler.Apply(Autoencoder.Align(data));
        int count = Math.Max(data.Rows, Receipts.Drawn);
        var own = TableFidelity.Of(rows, Autoencoder.Scaler.Apply(DataSet.From(Sample(count))), Autoencoder.Width);
        var other = TableFidelity.Of(rows, _rival.Draw(count), Autoencoder.Width);
        return
        [
            new("shapeError", "error of single columns (Kolmogorov-Smirnov)", own.ShapeError) { Rival = ("Gaussian copula", other.ShapeError) },
            new("trendError", "error of pairs of columns (correlation)", own.TrendError) { Rival = other.TrendError is { } error ? ("Gaussian copula", error) : null },
        ];
    }

    private IEnumerable<Measure> MeasuresOfTraining() =>
    [
        new("dcr", "samples nearer to training rows than to held-back rows, at the training", Receipts.Samples.NearerShare),
        new("exactCopies", "samples that are training rows, at the training", Receipts.Samples.ExactCopies),
    ];

    private static float[] RowOf(float[,] matrix, int row) => [.. Enumerable.Range(0, matrix.GetLength(1)).Select(column => matrix[row, column])];
}
