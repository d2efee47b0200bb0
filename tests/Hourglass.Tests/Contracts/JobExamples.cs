using Hourglass.Data;
using Hourglass.Jobs;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Jobs.DataGeneration;
using Hourglass.Jobs.DimensionReduction;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Jobs.TextGeneration;
using Hourglass.Sources;
using Hourglass.Training;

namespace Hourglass.Tests.Contracts;

/// <summary>A small training of every job in the catalog. A job without one fails a contract by name.</summary>
internal static class JobExamples
{
    /// <summary>By the job's name: trains with some options, and rows to use the model on.</summary>
    public static IReadOnlyDictionary<string, JobExample> All { get; } = new Dictionary<string, JobExample>
    {
        [Reconstruction.Name] = new(options => new Reconstruction(Autoencoder.Dense(5).Fit(Few, options)), () => FewOthers),
        [AnomalyDetector.Name] = new(options => new AnomalyDetection { Normal = BreastCancer.Benign, Training = options }.Fit(BreastCancer.Train), () => BreastCancer.Test),
        [ImageCodec.Name] = new(options => new ImageCompression { Training = options }.Fit(PictureSet.From(Few)), () => FewTiles),
        [DimensionReducer.Name] = new(options => new DimensionReduction { Training = options }.Fit(Few), () => FewOthers),
        [TextGenerator.Name] = new(options => new TextGeneration { Units = 12, Code = 4, Training = options }.Fit(FewWords), () => WordRows),
        [DataGenerator.Name] = new(options => new DataGeneration { Training = options }.Fit(Few), () => FewOthers),
    };

    private static DataSet Few => Digits.Train.Select([.. Enumerable.Range(0, 120)]);

    private static TextSet FewWords => EnglishWords.Train.Select([.. Enumerable.Range(0, 120)]);

    // Rows of the same tokenizer, which follows from the texts.
    private static DataSet WordRows => new TextGeneration { Units = 1, Code = 1, Training = new TrainingOptions { Epochs = 1, Seed = 5 } }.Fit(FewWords)
        .ToRows(EnglishWords.Test.Select([.. Enumerable.Range(0, 12)]));

    // Grey pictures in rotated colours: brightness is the first.
    private static DataSet FewTiles => new QuantisedTiles(PictureSet.From(FewOthers), [0.577f, 0.577f, 0.577f, 0.707f, 0, -0.707f, 0.408f, -0.816f, 0.408f], 8, 50, (3, 130), 1);

    private static DataSet FewOthers => Digits.Test.Select([.. Enumerable.Range(0, 50)]);
}

/// <summary>A small training of a job.</summary>
/// <param name="Fit">Trains; the options are to be used as they are.</param>
/// <param name="Rows">Rows as the job's model takes them.</param>
internal sealed record JobExample(Func<TrainingOptions, JobModel> Fit, Func<DataSet> Rows);
