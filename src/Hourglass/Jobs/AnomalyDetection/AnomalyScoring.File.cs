using System.Globalization;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Corruptions;
using Hourglass.Data;

namespace Hourglass.Jobs.AnomalyDetection;

// What a model file holds of it, and what a detector asks of it besides scores.
internal sealed partial class AnomalyScoring : IScoring
{
    private const string RangeSection = "column-ranges", RowSection = "reference-rows", MemberSection = "weights-";

    public IReadOnlyList<(string What, string Value)> Facts =>
    [
        ("autoencoders", members.Count == 1 ? "1" : $"{members.Count}, for noise of {string.Join(", ", members.Select(member => ((GaussianNoise)member.Recipe.Description.Corruption!).Amount.ToString("G3", CultureInfo.InvariantCulture)))} deviations"),
    ];

    public int ReferenceRows => reference?.Scaled.Rows ?? 0;

    public IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections
    {
        get
        {
            Dictionary<string, IReadOnlyList<NamedTensor>> sections = new() { [RangeSection] = ranges.ToTensors() };
            if (reference is not null) sections[RowSection] = reference.Scaled.ToTensors();
            for (int member = 1; member < members.Count; member++) sections[SectionOf(member)] = members[member].ToTensors();
            return sections;
        }
    }

    public void Describe(JsonObject settings)
    {
        settings["noise"] = new JsonArray([.. members.Skip(1).Select(member => (JsonNode)((GaussianNoise)member.Recipe.Description.Corruption!).Amount)]);
        settings["neighbour"] = reference?.Neighbour ?? 0;
    }

    /// <summary>From a model file.</summary>
    /// <exception cref="FormatException">What it holds makes no sense.</exception>
    public static AnomalyScoring Open(TrainedAutoencoder autoencoder, JobFile file, bool isContaminated)
    {
        int rows = (int)file.Settings["referenceRows"]!;
        ReferenceTable? reference = rows == 0 ? null : ReferenceTable.FromTensors(SectionIn(RowSection), (int)file.Settings["neighbour"]!, RowForm.Of(autoencoder.Recipe.RowShape, autoencoder.Scaler));
        if (reference is not null && (reference.Width != autoencoder.Width || reference.Scaled.Rows != rows))
            throw new FormatException($"{reference.Scaled.Rows} reference rows of {reference.Width} where {rows} of {autoencoder.Width} belong.");
        double[] noise = [.. file.Settings["noise"]!.AsArray().Select(level => (double)level!)];
        TrainedAutoencoder[] members = [autoencoder, .. noise.Select((level, i) => autoencoder.With(new GaussianNoise(level), SectionIn(SectionOf(i + 1))))];
        ColumnRanges ranges = ColumnRanges.FromTensors(autoencoder.Scaler, autoencoder.Width, name => file.Tensor(RangeSection, name));
        return new(members, ranges, reference, isContaminated);

        IReadOnlyList<NamedTensor> SectionIn(string name) => file.Sections.GetValueOrDefault(name) ?? throw new FormatException($"There is no section '{name}'.");
    }

    public DataSet Align(DataSet data) => members[0].Align(data.AllowMissing());

    public DataSet InputsOf(DataSet aligned) => aligned;

    public IEnumerable<(string Name, float[] Scores)> Rivals(DataSet aligned, CancellationToken cancellationToken = default) =>
        reference is null ? [] : DetectionRivals.Scores(reference.Scaled, Scaled(Observed(aligned, 0, aligned.Rows)), cancellationToken);

    private static string SectionOf(int member) => FormattableString.Invariant($"{MemberSection}{member + 1}");
}
