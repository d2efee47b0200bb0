using System.CommandLine;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;
using Hourglass.Readers.Tables;
using Hourglass.Sources;

namespace Hourglass.Cli.Options;

/// <summary>The argument DATA and the options on how to read it.</summary>
internal sealed class DataInput
{
    private readonly Option<string?> _ignore = OptionOf.TextIfGiven("--ignore", "COLUMNS", "Columns to leave out, by name or number from 1, separated by commas.");
    private readonly Option<int[]?> _imageSize = MakeImageSize();
    private readonly Option<string> _fit = OptionOf.Choice(
        "--fit", "How pictures of other proportions are brought to the size (crop: the middle part, pad: all of it with black beside it, stretch: all of it, in other proportions)", Names<PictureFit>(), "crop");

    private readonly Option<string> _colour = OptionOf.Choice("--colour", "What pictures are read as (auto: grey when all of them are)", Names<PictureColour>(), "auto");

    private readonly Option<string?> _connect = OptionOf.TextIfGiven(
        "--connect", "DATABASE", "In place of DATA: sqlite:FILE, or postgres://USER:PASSWORD@HOST/DATABASE; what stands in HOURGLASS_CONNECTION where it is left out.");

    private readonly Option<string?> _sql = OptionOf.TextIfGiven("--sql", "QUERY", "In place of DATA: the query whose rows are read; nothing can be changed by it.");
    private readonly Option<string?> _schema = OptionOf.TextIfGiven("--schema", "FILE.json", "What columns of a table hold, where it is found out wrongly; `hourglass table describe` writes such a file.");
    private readonly string _part;
    private readonly bool _isOptional;

    /// <summary>The argument and its options.</summary>
    /// <param name="part">What a bare named set stands for: "train" in training verbs, "test" in all others.</param>
    /// <param name="isOptional">Whether the argument may be left out.</param>
    public DataInput(string part, bool isOptional = false)
    {
        (_part, _isOptional) = (part, isOptional);
        Argument = new Argument<string?>("DATA")
        {
            Description = $"{(isOptional ? "May be left out: a" : "A")} file (idx, npy, npz, a picture, CSV, Parquet, SQLite, plain or .gz), FILE#array or #table, a folder of pictures or Parquet files, - for standard input, or {string.Join(", ", NamedSet.Names)}; a bare name means :{part}.",
            Arity = ArgumentArity.ZeroOrOne,
        };
    }

    public Argument<string?> Argument { get; }

    /// <summary>Where the labels are.</summary>
    public Option<string?> Label { get; } = OptionOf.TextIfGiven("--label", "COLUMN|ARRAY|FILE", "Where the labels are; they are never an input.");

    /// <summary><c>--image-size</c>, read as width and height.</summary>
    public static Option<int[]?> MakeImageSize()
    {
        Option<int[]?> option = OptionOf.Value<int[]?>("--image-size", "Bring pictures to this width and height; of rows without a shape, say that they are pictures of it.", $"WIDTHxHEIGHT, each from 1 to {PictureForm.LongestSide}", "64x64", ParseSize);
        option.HelpName = "WxH";
        return option;
    }

    public IEnumerable<Option> Options => [Label, _ignore, _schema, _connect, _sql, _imageSize, _fit, _colour];

    /// <summary>Loads what the argument names, or what a query to a database gives; null when both were left out, and may be.</summary>
    /// <param name="session">Opens the address.</param>
    /// <param name="parse">What was typed.</param>
    /// <param name="load">Loads an address in another form than rows of numbers; null for those.</param>
    /// <exception cref="InputException">There is neither, or both.</exception>
    public DataSet? Load(Session session, ParseResult parse, DataLoading? load = null)
    {
        string? text = parse.GetValue(Argument), sql = parse.GetValue(_sql);
        string? connection = parse.GetValue(_connect) ?? (sql is null ? null : Environment.GetEnvironmentVariable("HOURGLASS_CONNECTION"));
        if (text is not null && (connection ?? sql) is not null)
            throw new InputException("There are two sources of data.", $"DATA and {(sql is null ? "--connect" : "--sql")}", text, "a file, or a query to a database", "leave out one of them");
        if (text is not null) return Load(session, parse, text, _part, load);
        if (connection is not null && sql is not null) return Load(session, parse, DataAddress.OfQuery(new DatabaseQuery(connection, sql)), "", load);
        if (connection is not null) throw new InputException("There is no query.", "--sql", "nothing", "a query whose rows are read", "for example --sql \"SELECT * FROM orders\"");
        if (sql is not null) throw new InputException("There is no database.", "--connect", "nothing, and nothing in HOURGLASS_CONNECTION", "sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE", "for example --connect sqlite:shop.db");
        return _isOptional ? null : throw new InputException(
            "There is no data.", "DATA", "nothing", "a file, a folder, a named set, or a query to a database", $"name a file, or give --connect and --sql; hourglass{VerbOf(parse)} --help");
    }

    /// <summary>Loads what a training needs: the rows to train on, which the argument names, or those to validate on.</summary>
    /// <param name="session">Opens the address.</param>
    /// <param name="parse">What was typed.</param>
    /// <param name="validation">Address of the rows to validate on; null for those to train on.</param>
    /// <param name="load">Loads an address in another form than rows of numbers; null for those.</param>
    public DataSet LoadForTraining(Session session, ParseResult parse, string? validation, DataLoading? load = null) =>
        validation is null ? Load(session, parse, load ?? Any)! : Load(session, parse, validation, NamedSet.Test, load ?? Any);

    /// <summary>Loads another address with the same options.</summary>
    public DataSet Load(Session session, ParseResult parse, string text, string part, DataLoading? load = null)
    {
        DataAddress address = DataAddress.Parse(text), chosen = address.WithDefaultPart(part);
        return Load(session, parse, chosen, address == chosen ? "" : $" ({text} alone means :{part} here)", load);
    }

    private DataSet Load(Session session, ParseResult parse, DataAddress chosen, string choice, DataLoading? load)
    {
        PictureForm form = ReadForm(parse);
        var leftOut = new List<(string Name, string Reason)>();
        var options = new ReadOptions
        {
            Label = parse.GetValue(Label),
            Ignore = parse.GetValue(_ignore)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            Pictures = form,
            Table = parse.GetValue(_schema) is { } schema ? SchemaFile.Read(schema) : new TableReading(),
            LeavesOut = (name, reason) => leftOut.Add((name, reason)),
            LeavesOutColumn = (column, reason) => leftOut.Add(($"Column '{column.Name}'", reason)),
        };
        // Verbs that neither train nor have a model take rows of numbers.
        DataSet data;
        using (var display = new LoadingDisplay(session))
            data = (load ?? ((source, from, read, progress, abort) => source.Load(from, read with { Table = null }, progress, abort)))(session.Data, chosen, options, display, session.Interruption.Abort);
        if (form != PictureForm.AsTheyAre) data = form.Apply(data);
        PictureInput.WarnOf(session, leftOut);
        session.Note($"Data: {chosen}{choice}, {Say(data)}.");
        return data;
    }

    // Tables with whatever their columns hold, pictures, arrays.
    private static DataSet Any(DataSource source, DataAddress address, ReadOptions options, IProgress<LoadingProgress>? progress, CancellationToken abort) =>
        source.Load(address, options, progress, abort);

    private PictureForm ReadForm(ParseResult parse) => new()
    {
        Size = parse.GetValue(_imageSize) is [int width, int height] ? (width, height) : null,
        Fit = Enum.Parse<PictureFit>(parse.GetValue(_fit)!, ignoreCase: true),
        Colour = Enum.Parse<PictureColour>(parse.GetValue(_colour)!, ignoreCase: true),
    };

    private static string Say(DataSet data) => PictureForm.IsPicture(data.RowShape)
        ? $"{Figures.Count(data.Rows, "picture")} of {data.RowShape[1]} x {data.RowShape[0]} pixels, {(data.RowShape is [_, _, 3] ? "coloured" : "grey")}"
        : $"{Figures.Count(data.Rows, "row")} of {(data.Schema is { IsOfNumbers: false } schema ? Words.Of(schema) : Figures.Count(data.Width, "number"))}";

    private static string VerbOf(ParseResult parse) => string.Concat(parse.CommandResult.Command.Parents.OfType<VerbGroup>().Select(group => " " + group.Name)) + " " + parse.CommandResult.Command.Name;

    private static string[] Names<T>() where T : struct, Enum => Array.ConvertAll(Enum.GetNames<T>(), name => name.ToLowerInvariant());

    private static (bool Fits, int[]? Value) ParseSize(string text)
    {
        (bool fits, int[] sizes) = OptionOf.ParseList(text.Replace('x', ','));
        return (fits && sizes.Length == 2 && sizes.All(side => side <= PictureForm.LongestSide), sizes);
    }
}

/// <summary>Loads an address in the form that a job takes: <see cref="JobModel.Load(DataSource, DataAddress, ReadOptions, IProgress{LoadingProgress}?, CancellationToken)"/>.</summary>
internal delegate DataSet DataLoading(
    DataSource source, DataAddress address, ReadOptions options, IProgress<LoadingProgress>? progress, CancellationToken cancellationToken);
