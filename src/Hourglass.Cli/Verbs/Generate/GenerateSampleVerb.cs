using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Jobs.DataGeneration;

namespace Hourglass.Cli.Verbs.Generate;

/// <summary><c>generate sample</c>: new rows.</summary>
internal sealed class GenerateSampleVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly GeneratedOutput _output = new();
    private readonly Option<int> _count = OptionOf.Whole("--count", "Rows to draw.", 1, 100, DataGenerator.MostRows);
    private readonly Option<ulong> _seed = OptionOf.Seed();

    public GenerateSampleVerb(Session session) : base(
        session, "sample", "Draw new rows, in the units of the original data.",
        "hourglass generate sample digits.hourglass --count 100 --picture grid.png", "hourglass generate sample rows.hourglass --count 1000 --seed 7 -o new-rows.csv")
    {
        Take([_model.Argument], [_count, _seed], _output.Options);
    }

    protected override int Run(ParseResult parse)
    {
        _output.Require(parse, parse.GetValue(_model.Argument));
        var generator = _model.Load<DataGenerator>(Session, parse);
        float[,] rows = generator.Sample(parse.GetValue(_count), parse.GetValue(_seed));
        string written = _output.Write(Session, parse, generator, rows, picturesPerRow: 10);
        Session.Answer(new JsonObject { ["rows"] = rows.GetLength(0), ["seed"] = parse.GetValue(_seed), ["output"] = parse.GetValue(_output.Rows), ["picture"] = parse.GetValue(_output.Picture) });
        Session.Note($"{Figures.Count(rows.GetLength(0), "new row")} of {Figures.Count(rows.GetLength(1), "number")}: {written}.");
        return CommandLine.Done;
    }
}
