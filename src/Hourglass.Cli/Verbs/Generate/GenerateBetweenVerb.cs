using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Jobs.DataGeneration;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Generate;

/// <summary><c>generate between</c>: from one row to another.</summary>
internal sealed class GenerateBetweenVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly DataInput _data = new(NamedSet.Test);
    private readonly GeneratedOutput _output = new();
    private readonly Option<int> _steps = OptionOf.Whole("--steps", "Rows on the way, both ends included.", 2, 9, DataGenerator.MostSteps);
    private readonly Option<int[]?> _rows = OptionOf.Value<int[]?>(
        "--rows", "The two rows, by number from 1.", "two whole numbers of at least 1, separated by a comma", "1,2", text => OptionOf.ParseList(text) is (true, [_, _] both) ? (true, both) : (false, null));

    public GenerateBetweenVerb(Session session) : base(
        session, "between", "Go from one row to another by way of their codes: along the sphere for variational codes, in a straight line for others.",
        "hourglass generate between digits.hourglass digits --rows 1,7 --picture way.png", "hourglass generate between rows.hourglass rows.csv --label class --rows 3,20 --steps 5 -o way.csv")
    {
        _rows.HelpName = "A,B";
        _rows.Required = true;
        Take([_model.Argument, _data.Argument], [_rows, _steps], _output.Options, _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        _output.Require(parse, parse.GetValue(_model.Argument), parse.GetValue(_data.Argument));
        var generator = _model.Load<DataGenerator>(Session, parse);
        DataSet data = _data.Load(Session, parse, generator.Load)!;
        int[] rows = parse.GetValue(_rows)!;
        if (rows.Max() > data.Rows)
            throw new InputException("There is no such row.", $"--rows, {data.Name}", $"row {rows.Max()}", $"rows 1 to {data.Rows}", "name two of these");
        int steps = parse.GetValue(_steps);
        string written = _output.Write(Session, parse, generator, generator.Between(data, rows[0] - 1, rows[1] - 1, steps), picturesPerRow: steps);
        Session.Answer(new JsonObject { ["rows"] = steps, ["output"] = parse.GetValue(_output.Rows), ["picture"] = parse.GetValue(_output.Picture) });
        Session.Note($"From row {rows[0]} to row {rows[1]} in {Figures.Count(steps, "row")}, {(generator.Autoencoder.IsVariational ? "along the sphere" : "in a straight line")}: {written}.");
        return CommandLine.Done;
    }
}
