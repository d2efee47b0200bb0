using System.CommandLine;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.DataGeneration;

namespace Hourglass.Cli.Verbs.Generate;

/// <summary>Where generated rows go: a table of numbers, a picture, or both.</summary>
internal sealed class GeneratedOutput
{
    private readonly RowOutput _output = new(isRequired: false);

    public Option<string?> Rows => _output.Option;

    public Option<string?> Picture { get; } = OptionOf.PictureIfGiven("--picture", "GRID.png", "Draw the rows, when they are pictures.");

    public IEnumerable<Option> Options => [_output.Option, Picture];

    /// <summary>Requires one of the two, and names that can be written, before any work is done.</summary>
    /// <param name="parse">What was typed.</param>
    /// <param name="inputs">What is read.</param>
    public void Require(ParseResult parse, params IReadOnlyList<string?> inputs)
    {
        if (parse.GetValue(Picture) is null && parse.GetValue(_output.Option) is null)
            throw new InputException("There is nowhere to write to.", "--output, --picture", "neither", "at least one of them", "add -o rows.csv or --picture grid.png");
        _output.Require(parse, [("--picture", parse.GetValue(Picture))], inputs);
    }

    /// <summary>Writes what was asked for.</summary>
    /// <returns>The names of the files, for a sentence.</returns>
    public string Write(Session session, ParseResult parse, DataGenerator generator, float[,] rows, int picturesPerRow)
    {
        string? picture = parse.GetValue(Picture);
        PictureGrid? grid = picture is null ? null : PictureGrid.Of(PicturesOf(generator, rows, picture), picturesPerRow);
        string? written = _output.Write(session, parse, OutputRows.Of(generator, rows.GetLength(0), [rows]));
        if (picture is not null) AtomicFile.Write(picture, grid!.WritePng);
        return string.Join(" and ", new[] { written, picture }.Where(name => name is not null));
    }

    private static IReadOnlyList<Picture> PicturesOf(DataGenerator generator, float[,] rows, string name) =>
        (generator.Autoencoder.PicturesOf(DataSet.From(rows)) ?? throw RowPictures.NoPictures(name, generator.Autoencoder.Recipe.RowShape)).DrawAll(rows);
}
