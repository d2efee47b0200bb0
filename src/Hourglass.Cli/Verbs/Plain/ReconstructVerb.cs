using System.CommandLine;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Cli.Verbs.Text;
using Hourglass.Corruptions;
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
    private readonly Option<string?> _picture = OptionOf.PictureIfGiven(
        "--picture", "GRID.png", "Draw originals above their reconstructions, for rows that are pictures; with --corrupt the damaged pictures between them.");

    private readonly Option<int> _count = OptionOf.Whole("--count", "Columns in the picture.", 1, 20);
    private readonly Option<Corruption?> _corrupt = ObjectiveOptionSet.MakeCorrupt("Damage the rows first, to see what a denoising model makes of them");

    public ReconstructVerb(Session session) : base(
        session, "reconstruct", "Send rows through the code and back, in the units of the original data.",
        "hourglass reconstruct digits.hourglass digits -o rows.npy --picture grid.png",
        "hourglass reconstruct digits.hourglass digits --corrupt gaussian:0.5 --picture cleaned.png",
        "hourglass reconstruct photos.hourglass photos/ -o reconstructed/")
    {
        Take([_model.Argument, _data.Argument], [_output.Option, _picture, _count, _corrupt], _data.Options);
    }

    protected override int Run(ParseResult parse)
    {
        string? picture = parse.GetValue(_picture), output = parse.GetValue(_output.Option);
        if (picture is null && output is null)
            throw new InputException("There is nowhere to write to.", "--output, --picture", "neither", "at least one of them", "add -o rows.npy or --picture grid.png");
        _output.Require(parse, [("--picture", picture)], parse.GetValue(_model.Argument), parse.GetValue(_data.Argument));
        JobModel job = _model.Load(Session, parse);
        TrainedAutoencoder model = job.ForRows();
        DataSet data = _data.Load(Session, parse, job.Load)!;
        if (job is TextGenerator text) TextWords.WarnOfUnfit(Session, text, data);

        // What is not written need not be reconstructed.
        if (output is null) data = data.Select([.. Enumerable.Range(0, Math.Min(data.Rows, parse.GetValue(_count)))]);
        data = model.Align(data);
        float[,]? damaged = parse.GetValue(_corrupt) is { } corruption ? model.Damage(data, corruption) : null;
        if (picture is not null && damaged is null && model.Recipe.Description.Corruption is not null)
            Session.Note("The model was trained to clean damaged rows: --corrupt KIND:AMOUNT damages them first, and shows it.");
        PictureGrid? grid = picture is null ? null : Draw(model, data, damaged, parse.GetValue(_count));
        DataSet seen = damaged is null ? data : model.RowsOf(damaged);
        string? written = _output.Write(Session, parse, OutputRows.Of(job, seen, model.Reconstruct) with { NameOf = data.NameOf });
        if (picture is not null) AtomicFile.Write(picture, grid!.WritePng);
        Session.Answer(new JsonObject { ["rows"] = data.Rows, ["output"] = written, ["picture"] = picture });
        Session.Note($"{Figures.Count(data.Rows, "row")} reconstructed from codes of {Figures.Count(model.CodeSize, "number")}: " +
            string.Join(" and ", new[] { written, picture }.Where(name => name is not null)) + ".");
        return CommandLine.Done;
    }

    private static PictureGrid Draw(TrainedAutoencoder model, DataSet data, float[,]? damaged, int count)
    {
        RowPictures pictures = model.PicturesOf(data) ?? throw RowPictures.NoPictures(data.Name, model.Recipe.RowShape);
        int[] shown = [.. Enumerable.Range(0, Math.Min(count, data.Rows))];
        DataSet[] seen = damaged is null ? [data.Select(shown)] : [data.Select(shown), model.RowsOf(damaged).Select(shown)];
        return PictureGrid.OfColumns([.. seen.Select(pictures.DrawAll), pictures.DrawAll(model.Reconstruct(seen[^1]))]);
    }
}
