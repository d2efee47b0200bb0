using System.CommandLine;
using Hourglass.Cli.Options;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Cli.Verbs.Image;

/// <summary><c>image train</c>: a codec for pictures like those it sees.</summary>
internal sealed class ImageTrainVerb : TrainingVerb<PictureSet>
{
    private static readonly ImageCompression Defaults = new();
    private readonly Argument<string> _data = new("PHOTOS") { Description = PictureInput.Description + "; a bare name means :train." };
    private readonly Option<int> _tile = OptionOf.Whole("--tile", "Pixels of a tile's side, at most 32.", 1, Defaults.TileSide);
    private readonly Option<int> _code = OptionOf.WithDefault(
        OptionOf.Value("--code", "Numbers in the code of a tile; auto: as many as the tile has. What is not needed costs next to nothing.", "a whole number of at least 1, or auto", "auto",
            text => text == "auto" ? (true, 0) : (int.TryParse(text, out int code) && code > 0, code)),
        0);

    public ImageTrainVerb(Session session) : base(
        session, "train", "Train a codec on your own pictures.", ImageCompression.DefaultTraining,
        "hourglass image train digits -o digits-codec.hourglass",
        "hourglass image train photos --validation other-photos --report codec.html -o codec.hourglass")
    {
        _code.HelpName = "N|auto";
        TakeTraining(_data, [_tile, _code], []);
    }

    protected override PictureSet LoadData(ParseResult parse, string? address = null) =>
        PictureInput.Load(Session, address ?? parse.GetValue(_data)!, address is null ? NamedSet.Train : NamedSet.Test);

    protected override PreparedTraining Prepare(ParseResult parse, TrainingTask<PictureSet> task) => Describe(parse, task).Prepare(task.Data, task.Held);

    protected override JobModel Fit(ParseResult parse, TrainingTask<PictureSet> task, IProgress<TrainingProgress>? progress, CancellationToken abort) =>
        Describe(parse, task).Fit(task.Data, task.Held, progress, abort);

    protected override TrainingOutcome Tell(ParseResult parse, TrainingTask<PictureSet> task, JobModel model)
    {
        var codec = (ImageCodec)model;
        PictureSet judged = CodecReport.Some(task.Held ?? task.Data);
        TileSet tiles = TileSet.Of(judged, codec.TileSide, codec.Channels);
        IReadOnlyList<Measure> measures = codec.Evaluate(tiles, Session.Interruption.Abort);
        string seen = task.Held is null ? "Measured on pictures it was trained on; --validation PHOTOS measures on others." : $"Measured on pictures of {task.Held.Name}.";
        return new TrainingOutcome("A picture codec", [codec.Summarise(tiles, measures).TrimEnd('.'), seen], measures, CodecReport.Sections(codec, judged, Session.Interruption.Abort));
    }

    private ImageCompression Describe(ParseResult parse, TrainingTask<PictureSet> task) => new()
    {
        TileSide = parse.GetValue(_tile),
        Code = parse.GetValue(_code) is > 0 and int code ? code : null,
        Training = task.Options,
        Catalog = Session.Catalog,
    };
}
