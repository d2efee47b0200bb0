using System.CommandLine;
using Hourglass.Artifacts;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Csv;
using Hourglass.Formats.Pictures;
using Hourglass.Readers;

namespace Hourglass.Cli.Options;

/// <summary>The option <c>--output</c> of verbs that write rows: .npy, .csv, a folder of pictures, or <c>-</c> for CSV on standard output.</summary>
internal sealed class RowOutput(bool isRequired = true)
{
    /// <summary>What stands for standard output.</summary>
    public const string StandardOutput = "-";

    public Option<string?> Option { get; } = new("--output", "-o")
    {
        Description = "Where to write the rows: FILE.npy, FILE.csv, FOLDER/ for pictures, a PNG each, FILE.png for one picture, or - for CSV on standard output; rows that are text also as FILE.txt, and as lines with -.",
        HelpName = "FILE",
        Required = isRequired,
    };

    /// <summary>Makes sure, before any work, that what is asked for can be written.</summary>
    /// <param name="parse">What was typed.</param>
    /// <param name="others">Other files the verb writes.</param>
    /// <param name="inputs">What it reads.</param>
    /// <exception cref="InputException">A name cannot be used.</exception>
    public void Require(ParseResult parse, IReadOnlyList<(string Option, string? File)> others, params IReadOnlyList<string?> inputs)
    {
        string? path = parse.GetValue(Option);
        OutputFiles.Require([("--output", IsFolder(path) ? null : path), .. others], inputs);
        if (!IsFolder(path)) return;
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path!));
        if (File.Exists(folder)) throw new InputException("The pictures cannot be written.", "--output", $"{path} is a file", "a folder", "name another folder");
        if (inputs.Any(input => input is not null && Directory.Exists(input) && Path.TrimEndingDirectorySeparator(Path.GetFullPath(input)) == folder))
            throw new InputException("The output would overwrite an input.", "--output", path, "inputs stay as they are", "choose another folder for the output");
    }

    /// <summary>Writes rows.</summary>
    /// <returns>The name of the file or folder, or null when none was asked for.</returns>
    /// <param name="session">What to write to.</param>
    /// <param name="parse">What was typed.</param>
    /// <param name="rows">The rows.</param>
    public string? Write(Session session, ParseResult parse, OutputRows rows)
    {
        if (parse.GetValue(Option) is not { } path) return null;
        if (path == StandardOutput)
        {
            RequireFree(session, path);
            if (LinesOf(rows) is { } lines) WriteLines(session.OutputStream, lines);
            else Write(new CsvTableWriter(session.OutputStream, rows.Columns), rows);
            return "standard output";
        }

        if (IsFolder(path))
        {
            var folder = new PictureFolderWriter(path, rows.Shape, rows.White, rows.NameOf);
            foreach (float[,] block in rows.Blocks) folder.Write(block);
            return path;
        }

        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy": AtomicFile.Write(path, stream => Write(new NpyWriter(stream, rows.Count, rows.Shape), rows)); break;
            case ".txt" when LinesOf(rows) is { } lines: AtomicFile.Write(path, stream => WriteLines(stream, lines)); break;
            case ".png": WritePicture(path, rows); break;
            case ".csv": AtomicFile.Write(path, stream => Write(new CsvTableWriter(stream, rows.Columns), rows)); break;
            default: throw new InputException("The kind of file is not known.", "--output", path, $"the name ends in .npy{(LinesOf(rows) is null ? "" : ", .txt")} or .csv; a picture goes into .png, several into a folder", "for example -o rows.npy, or -o pictures/");
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

    private static void WritePicture(string path, OutputRows rows)
    {
        RowPictures pictures = RowPictures.Of(rows.Shape, 0, rows.White) ?? throw RowPictures.NoPictures(path, rows.Shape);
        if (rows.Count != 1)
            throw new InputException("One file holds one picture.", "--output", $"{path}, for {Figures.Count(rows.Count, "row")}", "several pictures go into a folder", "for example -o pictures/, or --picture grid.png for all in one");
        AtomicFile.Write(path, stream => stream.Write(PngWriter.Encode(pictures.DrawAll(rows.Blocks.Single())[0])));
    }

    private static bool IsFolder(string? path) => path is not null && (Path.EndsInDirectorySeparator(path) || Directory.Exists(path));

    private static List<string>? LinesOf(OutputRows rows)
    {
        List<string>? lines = null;
        foreach (float[,] block in rows.Blocks)
        {
            if (rows.AsText(block) is not { } some) return null;
            (lines ??= []).AddRange(some);
        }

        return lines;
    }

    private static void Write(RowWriter writer, OutputRows rows)
    {
        using (writer)
        {
            var row = new float[rows.Shape.Aggregate(1, (product, size) => product * size)];
            foreach (float[,] block in rows.Blocks)
            {
                for (int i = 0; i < block.GetLength(0); i++)
                {
                    Buffer.BlockCopy(block, i * row.Length * sizeof(float), row, 0, row.Length * sizeof(float));
                    if (rows.Schema is { } schema && writer is CsvTableWriter table) table.WriteRow([.. row.Select((value, column) => schema.Columns[column].Text(value))], []);
                    else writer.WriteRow(row);
                }
            }
        }
    }
}
