using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Jobs.TextGeneration;

namespace Hourglass.Cli.Verbs.Text;

/// <summary>What a report shows of a model of texts: inventions, ways between texts, reconstructions, characters.</summary>
internal static class TextReport
{
    private const int Invented = 1000, ShownSamples = 40, ShownRows = 20, ShownCharacters = 40, Ways = 4, Steps = 9;

    public static IReadOnlyList<ReportSection> Sections(TextGenerator generator, DataSet rows, ulong seed)
    {
        TextSamples own = generator.Sample(Invented, seed: seed), rival = generator.SampleOfRival(Invented, seed);
        return
        [
            new TextSection("Invented", [.. own.Texts.Take(ShownSamples)]),
            new TextSection($"{Invented:N0} inventions and the texts trained on", [.. TextWords.Table(generator, own, rival)]),
            new TextSection("On the way between two texts", WaysBetween(generator, rows)),
            Reconstructions(generator, rows),
            Characters(generator, own, rival),
        ];
    }

    private static IReadOnlyList<string> WaysBetween(TextGenerator generator, DataSet rows) =>
        [.. Enumerable.Range(0, Math.Min(Ways, rows.Rows / 2)).Select(way => string.Join(" > ", generator.Between(rows.Labels![way], rows.Labels[^(way + 1)], Steps)))];

    private static TableSection Reconstructions(TextGenerator generator, DataSet rows)
    {
        DataSet shown = rows.Select([.. Enumerable.Range(0, Math.Min(ShownRows, rows.Rows)).Select(row => (int)((long)row * rows.Rows / Math.Min(ShownRows, rows.Rows)))]);
        IReadOnlyList<string> back = generator.AsText(generator.Autoencoder.Reconstruct(shown));
        return new TableSection("Texts it has not seen, through their codes and back", ["text", "what came back"], [.. shown.Labels!.Zip(back, (text, again) => (IReadOnlyList<string>)[text, again])]);
    }

    private static LineSection Characters(TextGenerator generator, TextSamples own, TextSamples rival)
    {
        string[] characters = [.. generator.Letters.Shares.OrderByDescending(share => share.Value).Take(ShownCharacters).Select(share => share.Key)];
        ReportLine Line(string name, LetterStatistics letters) =>
            new(name, [.. characters.Select((character, place) => (place + 1.0, letters.Shares.GetValueOrDefault(character)))]);
        return new LineSection(
            "How often each character occurs", "characters, the most frequent first: " + string.Join(' ', characters), "share",
            [Line("trained on", generator.Letters), Line("invented", own.Letters), Line($"{generator.Rival.Length}-gram", rival.Letters)]);
    }
}
