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
    private const string StandardOutput = "-";

    public Option<string?> Option { get; } = OptionOf.TextIfGiven("--output", $"FILE{ending}", description, "-o");

    /// <summary>Whether the result itself goes to standard output, so that nothing else may.</summary>
    public bool IsStandardOutput(ParseResult parse) => parse.GetValue(Option) == StandardOutput;

    /// <summary>Refuses what cannot be written, before the work is done.</summary>
    public void Check(Session session, ParseResult parse, params IReadOnlyList<string?> inputs)
    {
        if (parse.GetValue(Option) is not { } path) return;
        OutputFiles.Require([("--output", path)], inputs);
        if (path == StandardOutput) RequireFree(session);
        else if (!path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            throw new InputException("The kind of file is not known.", "--output", path, $"the name ends in {ending}", $"for example -o result{ending}");
    }

    /// <summary>Writes the result where it was asked to go.</summary>
    /// <returns>The name of the file, or null when none was asked for.</returns>
    public string? Write(Session session, ParseResult parse, Action<Stream> write)
    {
        if (parse.GetValue(Option) is not { } path) return null;
        if (path == StandardOutput) write(session.OutputStream);
        else AtomicFile.Write(path, write);
        return path == StandardOutput ? "standard output" : path;
    }

    /// <summary>Refuses standard output when JSON goes there.</summary>
    public static void RequireFree(Session session)
    {
        if (session.IsJson) throw new InputException("Standard output is taken.", "--output -", "--json", "JSON goes to standard output", "name a file, or leave --json out");
    }

    /// <summary>Writes lines of text, UTF-8.</summary>
    public static void WriteLines(Stream stream, IReadOnlyList<string> lines)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        foreach (string line in lines) writer.WriteLine(line);
    }
}
