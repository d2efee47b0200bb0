using System.CommandLine;
using System.CommandLine.Help;
using Hourglass.Cli.Terminal;
using Hourglass.Cli.Verbs.Anomaly;
using Hourglass.Cli.Verbs.Demo;
using Hourglass.Cli.Verbs.Generate;
using Hourglass.Cli.Verbs.Image;
using Hourglass.Cli.Verbs.Machine;
using Hourglass.Cli.Verbs.ModelFile;
using Hourglass.Cli.Verbs.Plain;
using Hourglass.Cli.Verbs.Reduce;
using Hourglass.Cli.Verbs.Table;
using Hourglass.Cli.Verbs.Text;
using Hourglass.Errors;

namespace Hourglass.Cli;

/// <summary>The whole command line: its verbs, and what becomes of errors. No exception leaves it.</summary>
internal sealed class CommandLine(Session session)
{
    public const int Done = 0, BadInput = 1, WorkFailed = 2, Interrupted = 130;

    /// <summary>The verbs, as they stand in the help.</summary>
    public RootCommand Root()
    {
        var root = new RootCommand("Hourglass: train autoencoders, and put them to use.");
        Command[] verbs =
        [
            new DemoVerb(session), new TrainVerb(session), new EvaluateVerb(session), new EncodeVerb(session), new DecodeVerb(session),
            new ReconstructVerb(session), new InspectVerb(session), new VerifyVerb(session), new ReproduceVerb(session), new ExportVerb(session), new ImportVerb(session), new ProfileVerb(session), new BenchVerb(session),
            new VerbGroup("image", "Pictures to small files and back.", new ImageTrainVerb(session), new ImageCompressVerb(session), new ImageDecompressVerb(session), new ImageCompareVerb(session)),
            new VerbGroup(
                "text", "Sentences and words: invent, blend, find the odd ones.",
                new TextTrainVerb(session), new TextSampleVerb(session), new TextBetweenVerb(session), new TextScoreVerb(session)),
            new VerbGroup("table", "Tables: what their columns hold.", new TableDescribeVerb(session)),
            new VerbGroup("reduce", "Fewer dimensions: maps and codes.", new ReduceTrainVerb(session), new ReduceMapVerb(session)),
            new VerbGroup("anomaly", "Wrong rows: which, how sure, and why.", new AnomalyTrainVerb(session), new AnomalyScoreVerb(session), new AnomalyExplainVerb(session)),
            new VerbGroup(
                "generate", "New data: pictures, rows of tables.",
                new GenerateTrainVerb(session), new GenerateSampleVerb(session), new GenerateBetweenVerb(session), new GenerateTraverseVerb(session)),
        ];
        foreach (Command verb in verbs) root.Add(verb);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code.</returns>
    public int Run(IReadOnlyList<string> arguments)
    {
        try
        {
            RootCommand root = Root();
            ParseResult parse = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parse.Errors.Count > 0 && parse.Action is not HelpWithExamples) throw Unusable(parse);
            return parse.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = session.Output,
                Error = session.Error,
            });
        }
        catch (Exception failure)
        {
            return Explain(failure);
        }
    }

    private int Explain(Exception failure)
    {
        session.Error.WriteLine(failure switch
        {
            HourglassException known => known.Message,
            OperationCanceledException => "Aborted; no output file was changed.",
            IOException broken => $"The work failed: a file or stream could not be read or written.{Environment.NewLine}  found:  {broken.Message.ReplaceLineEndings(" ")}{Environment.NewLine}  remedy: check the disk and where the output goes",
            _ when failure.GetBaseException() is DllNotFoundException => "The work failed: pictures cannot be read or written without the library libSkiaSharp."
                + Environment.NewLine + "  remedy: put it beside the tool, where it was built; everything but pictures works without it",
            OutOfMemoryException => "The work failed: there is not enough memory." + Environment.NewLine + "  remedy: fewer rows, a smaller --batch, or smaller --layers",
            _ => $"The work failed: {failure.Message.ReplaceLineEndings(" ")} ({failure.GetType().Name})",
        });
        return failure switch
        {
            InputException => BadInput,
            OperationCanceledException => Interrupted,
            _ => WorkFailed,
        };
    }

    private static InputException Unusable(ParseResult parse)
    {
        string verb = string.Concat(parse.CommandResult.Command.Parents.OfType<VerbGroup>().Select(group => " " + group.Name))
            + (parse.CommandResult.Command is RootCommand ? "" : " " + parse.CommandResult.Command.Name);
        string[] errors = [.. parse.Errors.Select(error => error.Message.ReplaceLineEndings(" ")).Distinct().Take(3)];
        return new InputException("The command line cannot be understood.", $"hourglass{verb}", string.Join(" ", errors), null, $"hourglass{verb} --help");
    }
}
