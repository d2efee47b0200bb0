using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Terminal;
using Hourglass.Cli.Verbs.Text;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Html;
using Hourglass.Jobs.TextGeneration;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Cli.Verbs.Demo;

/// <summary>English words, letter by letter: <c>demo text</c>.</summary>
internal sealed class TextDemo() : Demo("text", "invents words that sound English", "hourglass-demo-text.html")
{
    private const int Invented = 1000, Shown = 50, Columns = 5;
    private static readonly (string From, string To)[] Ways = [("sailing", "happy"), ("winter", "summers"), ("stone", "bridges")];

    public override int Run(Session session, string page, int threads)
    {
        TextSet train = EnglishWords.Train, test = EnglishWords.Test;
        session.Note($"1. The data: {Figures.Count(train.Texts.Count, "English word")} to learn from, {Figures.Count(test.Texts.Count)} others to test with; a word is its letters.");
        var generation = new TextGeneration();
        generation = generation with { Training = generation.Training with { Threads = threads, Finish = session.Interruption.Finish } };
        session.Note($"2. The autoencoder: a recurrent encoder squeezes a word into {generation.Code} numbers, a recurrent decoder spells it again.");
        TextGenerator generator = TrainingDisplay.While(session, progress => generation.Fit(train, progress: progress, cancellationToken: session.Interruption.Abort));
        session.Note("3. Training: loss " + LossCurve.Draw(generator.Autoencoder.History) + $" in {Figures.Seconds(generator.Autoencoder.Recipe.Training.Seconds)}.");
        DataSet rows = generator.ToRows(test);
        IReadOnlyList<Measure> measures = generator.Evaluate(rows, session.Interruption.Abort);
        TextWords.WarnOfCollapse(session, measures);
        TextSamples own = generator.Sample(Invented), rival = generator.SampleOfRival(Invented);

        session.Note("4. Words it has invented:");
        foreach (string[] line in own.Texts.Take(Shown).Chunk(Columns)) session.Say("  " + string.Concat(line.Select(word => word.PadRight(14))).TrimEnd());
        session.Say();
        session.Note("5. On the way from one word to another, its code changed little by little:");
        foreach ((string from, string to) in Ways) session.Say("  " + string.Join(" > ", generator.Between(from, to, 9)));
        session.Say();
        var document = new JsonObject { ["demo"] = Name, ["newShare"] = own.NewShare, ["newShareRival"] = rival.NewShare, ["page"] = page };
        MeasureTable.AddTo(document, measures);
        session.Answer(document);
        foreach (string line in MeasureTable.Lines(measures)) session.Say(line);
        session.Say();
        foreach (string line in TextWords.Table(generator, own, rival)) session.Say(line);
        session.Say();
        string sentence = TextWords.Sentence(own);
        session.Say(sentence + " " + generator.Summarise(rows, measures));
        AtomicFile.Write(page, stream => HtmlReport.Write(stream, TrainingReport.Of(generator.Autoencoder, "Invented words", sentence, measures, TextReport.Sections(generator, rows, 0))));
        SayNext(
            session, page, "text train words -o words.hourglass", "text sample words.hourglass --count 20 --temperature 0.7", "text between words.hourglass sailing happy");
        return generator.Autoencoder.Recipe.Training.StopReason == StopReason.Interrupted ? CommandLine.Interrupted : CommandLine.Done;
    }
}
