using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.DimensionReduction;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Reduce;

/// <summary><c>reduce map</c>: where rows lie on a map.</summary>
internal sealed class ReduceMapVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly DataInput _data = new(NamedSet.Test);
    private readonly RowOutput _output = new(isRequired: false);
    private readonly Option<string?> _picture = OptionOf.PictureIfGiven("--picture", "MAP.png", "Draw the first two dimensions, coloured by label.");

    public ReduceMapVerb(Session session) : base(
        session, "map", "Put rows on a map.",
        "hourglass reduce map map.hourglass digits --picture map.png", "hourglass reduce map rows.hourglass rows.csv --label class -o map.csv")
    {
        Take([_model.Argument, _data.Argument], [_output.Option, _picture], _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        string? picture = parse.GetValue(_picture);
        if (picture is null && parse.GetValue(_output.Option) is null)
            throw new InputException("There is nowhere to write to.", "--output, --picture", "neither", "at least one of them", "add -o map.csv or --picture map.png");
        _output.Require(parse, [("--picture", picture)], parse.GetValue(_model.Argument), parse.GetValue(_data.Argument));
        var reducer = _model.Load<DimensionReducer>(Session, parse);
        DataSet data = _data.Load(Session, parse, reducer.Load)!;
        float[,] map = reducer.Map(data);
        int dimensions = map.GetLength(1);
        string? written = _output.Write(Session, parse, OutputRows.Of(map, [dimensions], [.. Enumerable.Range(1, dimensions).Select(i => $"x{i}")]));
        IReadOnlyList<(string Label, string Colour)> legend = [];
        if (picture is not null) AtomicFile.Write(picture, stream => legend = MapPicture.WritePng(stream, MapPoints.Of(map, data.Labels)));
        Session.Answer(new JsonObject { ["rows"] = data.Rows, ["dimensions"] = dimensions, ["output"] = written, ["picture"] = picture });
        if (legend.Count is > 0 and <= 10) Session.Note("Colours: " + string.Join(", ", legend.Select(entry => $"{entry.Label} {entry.Colour}")) + ".");
        Session.Note($"{Figures.Count(data.Rows, "row")}: {Figures.Squeeze(data.Width, dimensions)}; {string.Join(" and ", new[] { written, picture }.Where(name => name is not null))}.");
        return CommandLine.Done;
    }
}
