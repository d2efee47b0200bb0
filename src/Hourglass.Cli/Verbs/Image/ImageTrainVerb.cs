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
    private const string Nothing = "none";

    private readonly Argument<string> _data = new("PHOTOS") { Description = PictureInput.Description + "; a bare name means :train." };
    private readonly Option<string?> _with = OptionOf.TextIfGiven("--with", "MODEL|none", "A codec to begin with, a model file that 'image train' made; the built-in one by default, none begins with nothing.");

    public ImageTrainVerb(Session session) : base(
        session, "train", "Train a codec on your own pictures.", ImageCompression.DefaultTraining,
        "hourglass image train digits -o digits-codec.hourglass",
        "hourglass image train photos --validation other-photos --budget 30m --report codec.html -o codec.hourglass")
    {
        TakeTraining(_data, [_with], []);
    }

    protected override PictureSet LoadData(ParseResult parse, string? address = null) =>
        PictureInput.Load(Session, address ?? parse.GetValue(_data)!, address is null ? NamedSet.Train : NamedSet.Test);

    protected override PreparedTraining Prepare(ParseResult parse, TrainingTask<PictureSet> task)
    {
        (PictureSet pictures, PictureSet? held) = Split(task);
        return Describe(parse, task).Prepare(pictures, held);
    }

    protected override JobModel Fit(ParseResult parse, TrainingTask<PictureSet> task, IProgress<TrainingProgress>? progress, CancellationToken abort)
    {
        (PictureSet pictures, PictureSet? held) = Split(task);
        return Describe(parse, task).Fit(pictures, held, progress, abort);
    }

    protected override TrainingOutcome Tell(ParseResult parse, TrainingTask<PictureSet> task, JobModel model)
    {
        var codec = (ImageCodec)model;
        (PictureSet pictures, PictureSet? held) = Split(task);
        PictureSet judged = CodecReport.Some(held ?? pictures);
        DataSet rows = codec.ToRows(judged);
        IReadOnlyList<Measure> measures = codec.Evaluate(rows, Session.Interruption.Abort);
        var report = new CodecReport(codec, judged, Session.Interruption.Abort);
        string seen = held is null ? "Measured on pictures it was trained on; --validation PHOTOS measures on others."
            : task.Held is null ? $"Measured on {Figures.Count(judged.Pictures.Count, "picture")} of the {Figures.Count(held.Pictures.Count)} held back from training, every {EveryOf(task)}th."
            : $"Measured on pictures of {task.Held.Name}.";
        return new TrainingOutcome(
            "A picture codec", [codec.Summarise(rows, measures).TrimEnd('.'), report.Sentence, seen], [.. measures, .. report.Measures], report.Sections);
    }

    // Whole pictures are held back, for tiles of one picture are much alike.
    private static (PictureSet Pictures, PictureSet? Held) Split(TrainingTask<PictureSet> task)
    {
        int every = EveryOf(task);
        if (task.Held is not null || task.Data.Pictures.Count < every) return (task.Data, task.Held);
        IReadOnlyList<NamedPicture> Where(bool isHeld) => [.. task.Data.Pictures.Where((_, index) => ((index % every) == every - 1) == isHeld)];
        return (task.Data with { Pictures = Where(false) }, task.Data with { Pictures = Where(true) });
    }

    private static int EveryOf(TrainingTask<PictureSet> task) => task.Options.Validation > 0 ? Math.Max((int)Math.Round(1 / task.Options.Validation), 2) : int.MaxValue;

    private ImageCompression Describe(ParseResult parse, TrainingTask<PictureSet> task) => new()
    {
        With = parse.GetValue(_with) switch
        {
            null => ImageCodec.Default,
            Nothing => null,
            string file => JobModel.Load<ImageCodec>(file, Session.Catalog),
        },
        Training = task.Options,
        Catalog = Session.Catalog,
    };
}
