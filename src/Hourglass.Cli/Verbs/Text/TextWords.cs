using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Jobs.TextGeneration;

namespace Hourglass.Cli.Verbs.Text;

/// <summary>What several text verbs say.</summary>
internal static class TextWords
{
    /// <summary>Warns when texts are not quite what the model was trained for: too long, or of tokens it has not seen.</summary>
    public static void WarnOfUnfit(Session session, TextGenerator generator, DataSet rows)
    {
        WarnOfCut(session, generator, rows);
        int unseen = generator.CountUnseen(rows);
        if (unseen > 0) session.Warn($"{Figures.Count(unseen)} of {Figures.Count(rows.Rows, "text")} have {generator.Tokenizer.Kind} that the model has not seen in training; they count as unknown.");
    }

    /// <summary>Warns when texts did not fit.</summary>
    public static void WarnOfCut(Session session, TextGenerator generator, DataSet rows)
    {
        int cut = generator.CountCut(rows);
        if (cut == 0) return;
        int longest = rows.Labels!.Max(text => generator.Tokenizer.Encode(text).Length);
        session.Warn($"{Figures.Count(cut)} of {Figures.Count(rows.Rows, "text")} have more than {Figures.Count(generator.Autoencoder.Width - 1, "token")} and were cut there. " +
            $"A model that keeps them whole is trained on texts as long, with --length {longest} or more.");
    }

    /// <summary>Warns when the decoder learned to do without the code.</summary>
    public static void WarnOfCollapse(Session session, IReadOnlyList<Measure> measures)
    {
        if (measures.First(measure => measure.Key == "activeUnits").Value is 0)
            session.Warn("THE CODE IS NOT USED (posterior collapse): all texts have the same code, so nothing can be blended or compared. Use a larger --free-bits or --token-dropout, or a smaller --kl-weight.");
    }

    /// <summary>Warns when most inventions are not new.</summary>
    public static void WarnOfKnown(Session session, TextSamples samples)
    {
        if (samples.NewShare < 0.5)
            session.Warn("most of these are texts it was trained on: it knows them by heart. Train on more texts, with fewer --steps or a larger --kl-weight, or sample at a higher --temperature.");
    }

    /// <summary>What can be said of invented texts, those of the rival and the list's beside it.</summary>
    public static IEnumerable<string> Table(TextGenerator generator, TextSamples own, TextSamples rival)
    {
        string Share(double share) => Figures.Percent(share).TrimStart('+');
        return TextTable.Lines(["", "invented", $"{generator.Rival.Length}-gram's", "trained on"],
        [
            ["not among those trained on", Share(own.NewShare), Share(rival.NewShare), "-"],
            ["the same as an earlier one", Share(own.RepeatedShare), Share(rival.RepeatedShare), "-"],
            ["distance of letter shares", Figures.Measure(own.Letters.DistanceTo(generator.Letters)), Figures.Measure(rival.Letters.DistanceTo(generator.Letters)), "0"],
            ["mean length", Length(own.Letters), Length(rival.Letters), Length(generator.Letters)],
            ["vowels among the letters", Share(own.Letters.VowelShare), Share(rival.Letters.VowelShare), Share(generator.Letters.VowelShare)],
        ]);

        static string Length(LetterStatistics letters) => FormattableString.Invariant($"{letters.MeanLength:F2}");
    }

    /// <summary>The same in one sentence.</summary>
    public static string Sentence(TextSamples samples) =>
        $"{Figures.Count(samples.Texts.Count, "text")} invented, {Figures.Percent(samples.NewShare).TrimStart('+')} of them not among those trained on, none empty" +
        $"{(samples.Redrawn == 0 ? "" : $" ({Figures.Count(samples.Redrawn)} drawn again because they were)")}.";
}
