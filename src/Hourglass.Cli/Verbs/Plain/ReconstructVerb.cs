using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Cli.Verbs.Text;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.TextGeneration;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Plain;

/// <summary><c>reconstruct</c>: rows through the code and back.</summary>
internal sealed class ReconstructVerb : Verb
{
    private readonly ModelInput _model = new();
    private readonly DataInput _data = new(NamedSet.Test);
    private readonly RowOutput _output = new(isRequired: false);
    private readonly Option<string?> _picture = OptionOf.PictureIfGiven("--picture", "GRID.png", "Draw originals above their reconstructions, for rows that are pictures.");
    private readonly Option<int> _count = OptionOf.Whole("--count", "Pictures in the grid.", 1, 20);

    public ReconstructVerb(Session session) : base(
        session, "reconstruct", "Send rows through the code and back, in the units of the original data.",
        "hourglass reconstruct digits.hourglass digits -o rows.npy --picture grid.png", "hourglass reconstruct rows.hourglass rows.csv --label class -o cleaned.csv",
        "hourglass reconstruct photos.hourglass photos/ -o reconstructed/")
    {
        Take([_model.Argument, _data.Argument], [_output.Option, _picture, _count], _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        string? picture = parse.GetValue(_picture);
        if (picture is null && parse.GetValue(_output.Option) is null)
            throw new InputException("There is nowhere to write to.", "--output, --picture", "neither", "at least one of them", "add -o rows.npy or --picture grid.png");
        _output.Require(parse, [("--picture", picture)], parse.GetValue(_model.Argument), parse.GetValue(_data.Argument));
        JobModel job = _model.Load(Session, parse);
        TrainedAutoencoder model = job.Autoencoder;
        DataSet data = _data.Load(Session, parse, job.Load)!;
        if (job is TextGenerator text) TextWords.WarnOfUnfit(Session, text, data);
        string? written = _output.Write(Session, parse, OutputRows.Of(job, data, model.Reconstruct));
        if (picture is not null)
        {
            DataSet shown = data.Select([.. Enumerable.Range(0, Math.Min(parse.GetValue(_count), data.Rows))]);
            PictureGrid grid = PictureGrid.Of(shown, model.Reconstruct(shown), model.Recipe.RowShape, shown.Rows);
            AtomicFile.Write(picture, grid.WritePng);
        }

        Session.Answer(new JsonObject { ["rows"] = data.Rows, ["output"] = written, ["picture"] = picture });
        Session.Note($"{Figures.Count(data.Rows, "row")} reconstructed from codes of {Figures.Count(model.CodeSize, "number")}: " +
            string.Join(" and ", new[] { written, picture }.Where(name => name is not null)) + ".");
        return CommandLine.Done;
    }
}
