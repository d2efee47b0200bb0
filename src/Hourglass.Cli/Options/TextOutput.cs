using System.CommandLine;
using Hourglass.Artifacts;
using Hourglass.Cli.Terminal;
using Hourglass.Errors;

namespace Hourglass.Cli.Options;

/// <summary>The option <c>--output</c> of verbs whose result is a file of text: a name, or <c>-</c> for standard output.</summary>
/// <param name="description">What is written.</param>
/// <param name="ending">How the name of the file ends: <c>.txt</c>, <c>.csv</c>.</param>
internal sealed class TextOutput(string description, string ending)
{
    public Option<string?> Option { get; } = OptionOf.TextIfGiven("--output", $"FILE{ending}", description, "-o");

    /// <summary>Whether the result itself goes to standard output, so that nothing else may.</summary>
    public bool IsStandardOutput(ParseResult parse) => parse.GetValue(Option) == RowOutput.StandardOutput;

    /// <summary>Refuses what cannot be written, before the work is done.</summary>
    public void Check(Session session, ParseResult parse, params IReadOnlyList<string?> inputs)
    {
        if (parse.GetValue(Option) is not { } path) return;
        OutputFiles.Require([("--output", path)], inputs);
        RowOutput.RequireFree(session, path);
        if (path != RowOutput.StandardOutput && !path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            throw new InputException("The kind of file is not known.", "--output", path, $"the name ends in {ending}", $"for example -o result{ending}");
    }

    /// <summary>Writes the result where it was asked to go.</summary>
    /// <returns>The name of the file, or null when none was asked for.</returns>
    public string? Write(Session session, ParseResult parse, Action<Stream> write)
    {
        if (parse.GetValue(Option) is not { } path) return null;
        if (path == RowOutput.StandardOutput) write(session.OutputStream);
        else AtomicFile.Write(path, write);
        return path == RowOutput.StandardOutput ? "standard output" : path;
    }
}
