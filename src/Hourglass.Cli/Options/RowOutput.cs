using System.CommandLine;
using Hourglass.Artifacts;
using Hourglass.Cli.Terminal;
using Hourglass.Errors;
using Hourglass.Formats.Csv;
using Hourglass.Readers;

namespace Hourglass.Cli.Options;

/// <summary>The option <c>--output</c> of verbs that write rows: .npy, .csv, or <c>-</c> for CSV on standard output.</summary>
internal sealed class RowOutput(bool isRequired = true)
{
    /// <summary>What stands for standard output.</summary>
    public const string StandardOutput = "-";

    public Option<string?> Option { get; } = new("--output", "-o")
    {
        Description = "Where to write the rows: FILE.npy, FILE.csv, or - for CSV on standard output; rows that are text also as FILE.txt, and as lines with -.",
        HelpName = "FILE",
        Required = isRequired,
    };

    /// <summary>Writes a matrix.</summary>
    /// <returns>The name of the file, or null when none was asked for.</returns>
    /// <param name="session">What to write to.</param>
    /// <param name="parse">What was typed.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="rowShape">Shape of a row.</param>
    /// <param name="columns">Column names, or null.</param>
    /// <param name="asText">The rows as lines of text, for jobs whose rows are text (.txt, and standard output); null for numbers.</param>
    public string? Write(
        Session session, ParseResult parse, float[,] rows, IReadOnlyList<int> rowShape, IReadOnlyList<string>? columns, Func<float[,], IReadOnlyList<string>?>? asText = null)
    {
        if (parse.GetValue(Option) is not { } path) return null;
        IReadOnlyList<string>? lines = asText?.Invoke(rows);
        if (path == StandardOutput)
        {
            RequireFree(session, path);
            if (lines is not null) WriteLines(session.OutputStream, lines);
            else Write(new CsvTableWriter(session.OutputStream, columns), rows);
            return "standard output";
        }

        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy": AtomicFile.Write(path, stream => Write(new NpyWriter(stream, rows.GetLength(0), rowShape), rows)); break;
            case ".txt" when lines is not null: AtomicFile.Write(path, stream => WriteLines(stream, lines)); break;
            case ".csv": AtomicFile.Write(path, stream => Write(new CsvTableWriter(stream, columns), rows)); break;
            default: throw new InputException("The kind of file is not known.", "--output", path, $"the name ends in .npy{(lines is null ? "" : ", .txt")} or .csv", "for example -o rows.npy");
        }

        return path;
    }

    /// <summary>Refuses standard output when JSON goes there.</summary>
    /// <param name="session">Knows where JSON goes.</param>
    /// <param name="path">What was typed for <c>--output</c>, or null.</param>
    public static void RequireFree(Session session, string? path)
    {
        if (path == StandardOutput && session.IsJson)
            throw new InputException("Standard output is taken.", "--output -", "--json", "JSON goes to standard output", "name a file, or leave --json out");
    }

    /// <summary>Writes lines of text, UTF-8.</summary>
    public static void WriteLines(Stream stream, IReadOnlyList<string> lines)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        foreach (string line in lines) writer.WriteLine(line);
    }

    private static void Write(RowWriter writer, float[,] rows)
    {
        using (writer)
        {
            var row = new float[rows.GetLength(1)];
            for (int i = 0; i < rows.GetLength(0); i++)
            {
                Buffer.BlockCopy(rows, i * row.Length * sizeof(float), row, 0, row.Length * sizeof(float));
                writer.WriteRow(row);
            }
        }
    }
}
