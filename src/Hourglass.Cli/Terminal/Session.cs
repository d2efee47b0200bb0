using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hourglass.Formats.Csv;
using Hourglass.Formats.Databases;
using Hourglass.Formats.Parquet;
using Hourglass.Formats.Pictures;
using Hourglass.Sources;
using Spectre.Console;

namespace Hourglass.Cli.Terminal;

/// <summary>What a run of the tool talks to: results on standard output, everything else on standard error; the catalog; the data sources.</summary>
internal sealed class Session
{
    private static readonly JsonSerializerOptions JsonStyle = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A session on given streams.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="interruption">Ctrl+C.</param>
    public Session(Stream output, TextWriter error, Interruption interruption)
    {
        OutputStream = output;
        Output = new StreamWriter(output, new UTF8Encoding(false)) { AutoFlush = true };
        Error = error;
        Interruption = interruption;
    }

    /// <summary>Standard output as text.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard output as bytes.</summary>
    public Stream OutputStream { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>Ctrl+C.</summary>
    public Interruption Interruption { get; }

    /// <summary>Whether progress goes to a terminal, which can redraw a line.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>Whether results go to a terminal in colour.</summary>
    public bool IsColoured { get; init; }

    /// <summary>Columns of the terminal; 80 elsewhere.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Whether the result is one JSON document.</summary>
    public bool IsJson { get; set; }

    /// <summary>Whether only results and errors are shown.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>What names mean.</summary>
    public Catalog Catalog { get; } = Catalog.Default;

    /// <summary>All formats: those of the library, pictures, Parquet, and CSV, which claims any text and so is asked last; and databases.</summary>
    public DataSource Data => new([.. Catalog.Readers, new PictureReader(), new ParquetTableReader(), new SqliteReader(), new CsvTableReader()]) { Databases = Database.Read };

    /// <summary>The session of this process.</summary>
    public static Session OfConsole(Interruption interruption)
    {
        bool isColoured = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        bool isTerminal = Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new Session(Console.OpenStandardOutput(), Console.Error, interruption)
        {
            ShowsProgress = isTerminal && !Console.IsErrorRedirected,
            IsColoured = isColoured && isTerminal && !Console.IsOutputRedirected,
            Width = Console.IsOutputRedirected ? 80 : Math.Max(40, Console.WindowWidth),
        };
    }

    /// <summary>A line of the result for a person.</summary>
    public void Say(string line = "")
    {
        if (!IsJson) Output.WriteLine(line);
    }

    /// <summary>The result for a program.</summary>
    public void Answer(JsonObject document)
    {
        if (!IsJson) return;
        ReplaceNonNumbers(document);
        Output.WriteLine(document.ToJsonString(JsonStyle));
    }

    // JSON has no word for infinity or for what is not a number: there it stands as null.
    private static void ReplaceNonNumbers(JsonNode node)
    {
        if (node is JsonArray array)
        {
            for (int i = 0; i < array.Count; i++)
            {
                if (IsNonNumber(array[i])) array[i] = null;
                else if (array[i] is { } item) ReplaceNonNumbers(item);
            }
        }
        else if (node is JsonObject members)
        {
            foreach ((string key, JsonNode? value) in members.ToArray())
            {
                if (IsNonNumber(value)) members[key] = null;
                else if (value is not null) ReplaceNonNumbers(value);
            }
        }
    }

    private static bool IsNonNumber(JsonNode? node) =>
        node is JsonValue value && ((value.TryGetValue(out double number) && !double.IsFinite(number)) || (value.TryGetValue(out float single) && !float.IsFinite(single)));

    /// <summary>Something worth knowing on the way.</summary>
    public void Note(string line)
    {
        if (!IsQuiet) Error.WriteLine(line);
    }

    /// <summary>Something that is allowed but probably not meant.</summary>
    public void Warn(string line) => Error.WriteLine("Warning: " + line);

    /// <summary>A console that draws progress on standard error.</summary>
    public IAnsiConsole ProgressConsole() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = IsColoured ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(Error),
    });
}
