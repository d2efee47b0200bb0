using System.Runtime.InteropServices;
using Hourglass.Artifacts;
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;

namespace Hourglass.Jobs.DimensionReduction;

/// <summary>A trained map: turns rows into few numbers, and says how faithful that is beside principal components.</summary>
public sealed class DimensionReducer : JobModel
{
    /// <summary>The job's name.</summary>
    public const string Name = "reduce";

    /// <summary>Measures compare every row with every other; of more rows than this, so many are drawn.</summary>
    public const int MostRowsMeasured = 5000;

    /// <summary>Neighbours among fewer rows say nothing.</summary>
    public const int FewestRowsMeasured = 4;

    private const string RivalSection = "principal-components";
    private readonly PrincipalComponents _rival;

    internal DimensionReducer(TrainedAutoencoder autoencoder, PrincipalComponents rival) : base(autoencoder) => _rival = rival;

    /// <inheritdoc/>
    public override string Job => Name;

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections =>
        new Dictionary<string, IReadOnlyList<NamedTensor>> { [RivalSection] = _rival.ToTensors() };

    /// <summary>Where the rows lie on the map.</summary>
    /// <param name="data">[rows, width], in original units.</param>
    /// <returns>[rows, dimensions].</returns>
    /// <exception cref="InputException">The rows have another width than those it was trained on.</exception>
    public float[,] Map(DataSet data) => Autoencoder.Encode(data);

    /// <summary>Where principal components put the rows.</summary>
    /// <inheritdoc cref="Map"/>
    public float[,] MapOfRival(DataSet data)
    {
        data = Autoencoder.Align(data);
        var map = new float[data.Rows, _rival.Count];
        var row = new float[data.Width];
        for (int i = 0; i < data.Rows; i++)
        {
            Autoencoder.Scaler.CopyScaled(data, i, row);
            _rival.Encode(row, MemoryMarshal.CreateSpan(ref map[i, 0], _rival.Count));
        }

        return map;
    }

    /// <summary>How faithful the map of some rows is, principal components beside it.</summary>
    /// <param name="data">The rows; their labels, if there are any, are compared with those of their neighbours on the map.</param>
    public (MapMeasures Map, MapMeasures Rival) Measure(DataSet data)
    {
        DataSet some = Autoencoder.Align(data).AtMost(MostRowsMeasured, "measured rows");
        float[] rows = Autoencoder.Scaler.Apply(some);
        return (Of(Map(some)), Of(MapOfRival(some)));

        MapMeasures Of(float[,] map) => MapMeasures.Of(rows, some.Width, MemoryMarshal.CreateSpan(ref map[0, 0], map.Length).ToArray(), map.GetLength(1), some.Labels);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Measure> Evaluate(DataSet data, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Measure> plain = Autoencoder.Evaluate(data).ToMeasures();
        if (data.Rows < FewestRowsMeasured)
            throw new InputException("A map of so few rows cannot be measured.", data.Name, $"{data.Rows} rows", $"at least {FewestRowsMeasured} rows", "give more rows");
        (MapMeasures map, MapMeasures rival) = Measure(data);
        Measure Beside(string key, string name, double? own, double? other) => new(key, name, own) { Rival = other is { } value ? ("PCA", value) : null };
        return
        [
            .. plain,
            Beside("trustworthiness", "trustworthiness", map.Trustworthiness, rival.Trustworthiness),
            Beside("continuity", "continuity", map.Continuity, rival.Continuity),
            Beside("neighbourRecall", "neighbour recall", map.NeighbourRecall, rival.NeighbourRecall),
            Beside("neighbourAccuracy", "neighbour accuracy", map.NeighbourAccuracy, rival.NeighbourAccuracy),
        ];
    }

    /// <inheritdoc/>
    public override string Summarise(DataSet data, IReadOnlyList<Measure> measures)
    {
        Measure trust = measures.First(measure => measure.Key == "trustworthiness"), accuracy = measures.First(measure => measure.Key == "neighbourAccuracy");
        string labels = accuracy.Value is { } share ? FormattableString.Invariant($", and {share:P0} of the rows lie among others of their label (PCA {accuracy.Rival!.Value.Value:P0})") : "";
        return FormattableString.Invariant(
            $"{Autoencoder.Width:N0} numbers -> {Autoencoder.CodeSize:N0}: neighbours on the map are neighbours in the data to {trust.Value:P1} (PCA {trust.Rival!.Value.Value:P1}){labels}.");
    }

    internal static DimensionReducer Open(TrainedAutoencoder autoencoder, JobFile file)
    {
        PrincipalComponents rival = PrincipalComponents.FromTensors(file.Sections.GetValueOrDefault(RivalSection) ?? throw new FormatException($"There is no section '{RivalSection}'."));
        return rival.Width == autoencoder.Width ? new(autoencoder, rival) : throw new FormatException($"Principal components of {rival.Width} columns for rows of {autoencoder.Width}.");
    }
}
