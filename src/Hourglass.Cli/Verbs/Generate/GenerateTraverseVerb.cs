using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Jobs.DataGeneration;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Generate;

/// <summary><c>generate traverse</c>: what each number of a code does.</summary>
internal sealed class GenerateTraverseVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly DataInput _data = new(NamedSet.Test, isOptional: true);
    private readonly GeneratedOutput _output = new();
    private readonly Option<int> _steps = OptionOf.Whole("--steps", "Rows for each number of the code.", 2, 9, DataGenerator.MostSteps);
    private readonly Option<int> _row = OptionOf.Whole("--row", "The row of DATA whose code is varied, by number from 1.", 1, 1);

    public GenerateTraverseVerb(Session session) : base(
        session, "traverse", "Vary one number of a code at a time, from 3 standard deviations below the mean to 3 above; the most active numbers first. Without DATA the mean code is varied.",
        "hourglass generate traverse digits.hourglass --picture numbers.png", "hourglass generate traverse rows.hourglass rows.csv --label class --row 5 --steps 3 -o numbers.csv")
    {
        Take([_model.Argument, _data.Argument], [_row, _steps], _output.Options, _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        _output.Require(parse, parse.GetValue(_model.Argument), parse.GetValue(_data.Argument));
        var generator = _model.Load<DataGenerator>(Session, parse);
        int row = parse.GetValue(_row), steps = parse.GetValue(_steps);
        DataSet? data = _data.Load(Session, parse, generator.Load);
        if (row > (data?.Rows ?? 1))
            throw new InputException("There is no such row.", data?.Name ?? "--row", $"row {row}", data is null ? "a row of DATA" : $"rows 1 to {data.Rows}", data is null ? "name the data" : "name one of these");
        IReadOnlyList<(int Number, float[,] Rows)> varied = generator.Traverse(steps, data?.Select(row - 1));
        if (varied.Count == 0)
            throw new WorkFailedException("There is nothing to vary.", parse.GetValue(_model.Argument), "no number of the code is in use", "a code that the training rows use", "train longer, or with a smaller --kl-weight");
        var rows = new float[varied.Count * steps, generator.Autoencoder.Width];
        for (int i = 0; i < rows.GetLength(0); i++)
        {
            for (int column = 0; column < rows.GetLength(1); column++) rows[i, column] = varied[i / steps].Rows[i % steps, column];
        }

        string written = _output.Write(Session, parse, generator, rows, picturesPerRow: steps);
        Session.Answer(new JsonObject
        {
            ["numbers"] = new JsonArray([.. varied.Select(one => (JsonNode)(one.Number + 1))]),
            ["steps"] = steps,
            ["output"] = parse.GetValue(_output.Rows),
            ["picture"] = parse.GetValue(_output.Picture),
        });
        Session.Note($"{Figures.Count(varied.Count, "number")} of the code in use, {Figures.Count(steps, "row")} each, in this order: {string.Join(", ", varied.Select(one => one.Number + 1))}; {written}.");
        return CommandLine.Done;
    }
}
