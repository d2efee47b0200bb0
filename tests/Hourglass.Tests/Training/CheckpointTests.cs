using System.IO.Compression;
using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Numerics;
using Hourglass.Optimizers;
using Hourglass.Tests.Artifacts;
using Hourglass.Tests.Contracts;
using Hourglass.Training;

namespace Hourglass.Tests.Training;

/// <summary>A training stopped anywhere, any number of times, ends in the bits of one that was left alone.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 9,
        Batch = 30,
        Patience = 4,
        WeightAverage = 0.9,
        Schedule = Schedule.Cosine,
        Optimizer = new Adam { LearningRate = 0.02 },
        Seed = 7,
        Threads = 1,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(null)]
    public void Aborted_at_random_moments_and_resumed_it_ends_in_the_same_bits(int? everySteps)
    {
        TrainedAutoencoder whole = Denoising.Fit(Rows, Options);
        var random = new RandomStream(3, $"aborts every {everySteps}");
        TrainedAutoencoder? resumed = null;
        int aborts = 0;
        while (resumed is null)
        {
            using var abort = new CancellationTokenSource();
            try
            {
                resumed = Denoising.Fit(new AbortingRows(Rows, 1000 + random.NextInt(600), abort), Options with { Checkpoint = Checkpoint with { EverySteps = everySteps } }, null, abort.Token);
            }
            catch (OperationCanceledException)
            {
                aborts++;
            }
        }

        Assert.True(aborts >= 2, $"It was aborted {aborts} times only.");
        AssertSame(whole, resumed);
    }

    [Fact]
    public void An_interrupted_training_can_be_finished_later()
    {
        using var finish = new CancellationTokenSource();
        finish.Cancel();
        TrainedAutoencoder first = Denoising.Fit(Rows, Options with { Checkpoint = Checkpoint, Finish = finish.Token });
        Assert.Equal(StopReason.Interrupted, first.Recipe.Training.StopReason);
        AssertSame(Denoising.Fit(Rows, Options), Denoising.Fit(Rows, Options with { Checkpoint = Checkpoint }));
    }

    [Fact]
    public void A_training_that_was_done_gives_its_result_again()
    {
        TrainedAutoencoder first = Denoising.Fit(Rows, Options with { Checkpoint = Checkpoint });
        AssertSame(first, Denoising.Fit(Rows, Options with { Checkpoint = Checkpoint }));
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_and_the_one_before_it_used()
    {
        AbortInTheMiddle();
        byte[] bytes = File.ReadAllBytes(_folder.File("c"));
        for (int damage = 0; damage < 20; damage++)
        {
            byte[] damaged = [.. bytes];
            damaged[damage * bytes.Length / 20] ^= 0x55;
            File.WriteAllBytes(_folder.File("c"), damage % 2 == 0 ? damaged : damaged[..(damage * bytes.Length / 20)]);
            File.Copy(_folder.File("c.previous"), _folder.File("keep"), overwrite: true);
            AssertSame(Denoising.Fit(Rows, Options), Denoising.Fit(Rows, Options with { Checkpoint = Checkpoint with { EverySteps = 1000 } }));
            File.Copy(_folder.File("keep"), _folder.File("c.previous"), overwrite: true);
        }
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("bit")]
    [InlineData("newer")]
    [InlineData("missing")]
    public void It_tells_which_checkpoint_it_goes_on_from_and_why(string problem)
    {
        AbortInTheMiddle();
        byte[] bytes = File.ReadAllBytes(_folder.File("c"));
        if (problem == "cut") File.WriteAllBytes(_folder.File("c"), bytes[..^100]);
        if (problem == "bit") bytes[bytes.Length / 2] ^= 1;
        if (problem == "bit") File.WriteAllBytes(_folder.File("c"), bytes);
        if (problem == "newer") File.WriteAllBytes(_folder.File("c"), OfFormat(ModelContainer.FormatVersion + 1));
        if (problem == "missing") File.Delete(_folder.File("c"));
        ResumedFrom? told = null;
        AssertSame(Denoising.Fit(Rows, Options), Denoising.Fit(Rows, Options with { Checkpoint = Checkpoint with { Told = from => told = from } }));
        Assert.Equal(_folder.File("c.previous"), told!.File);
        Assert.Contains(problem switch { "newer" => "newer than this program", "missing" => "no " + _folder.File("c"), _ => "damaged" }, told.Problem);
        Assert.Equal(problem != "missing", File.Exists(_folder.File("c.damaged")));
    }

    [Fact]
    public void A_damaged_checkpoint_never_takes_the_place_of_the_whole_one_before_it()
    {
        AbortInTheMiddle();
        File.WriteAllBytes(_folder.File("c"), File.ReadAllBytes(_folder.File("c"))[..200]);
        byte[] previous = File.ReadAllBytes(_folder.File("c.previous"));
        using var finish = new CancellationTokenSource();
        finish.Cancel();
        Denoising.Fit(Rows, Options with { Checkpoint = Checkpoint, Finish = finish.Token });
        Assert.Equal(previous, File.ReadAllBytes(_folder.File("c.previous")));
    }

    [Fact]
    public void A_model_file_is_no_checkpoint()
    {
        Denoising.Fit(Rows, Options with { Epochs = 1 }).Save(_folder.File("c"));
        Assert.Contains("no checkpoint, but a model", Assert.Throws<InputException>(() => Denoising.Fit(Rows, Options with { Checkpoint = Checkpoint })).Message);
    }

    [Fact]
    public void A_checkpoint_takes_the_place_of_no_other_file()
    {
        Denoising.Fit(Rows, Options with { Epochs = 1 }).Save(_folder.File("c"));
        byte[] model = File.ReadAllBytes(_folder.File("c"));
        File.WriteAllText(_folder.File("notes"), "what I have tried");
        foreach (bool resumes in (bool[])[false, true])
        {
            foreach (string file in (string[])["c", "notes"])
                Assert.Throws<InputException>(() => Denoising.Fit(Rows, Options with { Checkpoint = new CheckpointOptions(_folder.File(file)) { Resumes = resumes } }));
        }

        Assert.Equal(model, File.ReadAllBytes(_folder.File("c")));
        Assert.Equal("what I have tried", File.ReadAllText(_folder.File("notes")));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void When_both_are_damaged_it_says_so()
    {
        AbortInTheMiddle();
        foreach (string file in (string[])["c", "c.previous"]) File.WriteAllBytes(_folder.File(file), File.ReadAllBytes(_folder.File(file))[..200]);
        Assert.Contains("damaged", Assert.Throws<InputException>(() => Denoising.Fit(Rows, Options with { Checkpoint = Checkpoint })).Message);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused()
    {
        AbortInTheMiddle();
        string message = Assert.Throws<InputException>(() => Denoising.Fit(Rows, Options with { Checkpoint = Checkpoint, Batch = 31 })).Message;
        Assert.Contains("another training", message);
        Assert.Contains("another training", Assert.Throws<InputException>(() => Denoising.Fit(TrainingContract.Curve(90), Options with { Checkpoint = Checkpoint })).Message);
    }

    [Fact]
    public void Without_resuming_a_training_begins_anew()
    {
        AbortInTheMiddle();
        AssertSame(Denoising.Fit(Rows, Options), Denoising.Fit(Rows, Options with { Checkpoint = Checkpoint with { Resumes = false } }));
    }

    private static DataSet Rows => TrainingContract.Curve();

    private static Autoencoder Denoising => Autoencoder.Dense(4, 9) with { Corruption = new Hourglass.Corruptions.GaussianNoise(0.1) };

    // A zip whose recipe says another version of the format, and nothing else.
    private static byte[] OfFormat(int version)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var recipe = new StreamWriter(zip.CreateEntry("recipe.json", CompressionLevel.NoCompression).Open()))
            recipe.Write($"{{\"formatVersion\": {version}, \"createdBy\": \"Hourglass 9\"}}");
        return stream.ToArray();
    }

    private CheckpointOptions Checkpoint => new(_folder.File("c")) { Resumes = true };

    private void AbortInTheMiddle()
    {
        using var abort = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => Denoising.Fit(new AbortingRows(Rows, 1400, abort), Options with { Checkpoint = Checkpoint with { EverySteps = 2 } }, null, abort.Token));
        Assert.True(File.Exists(_folder.File("c")) && File.Exists(_folder.File("c.previous")));
    }

    private static void AssertSame(TrainedAutoencoder expected, TrainedAutoencoder actual)
    {
        Assert.Equal(expected.ParameterPaths, actual.ParameterPaths);
        foreach (string path in expected.ParameterPaths) Assert.Equal(expected.Parameter(path), actual.Parameter(path));
        Assert.Equal(expected.History.Select(epoch => (epoch.Epoch, epoch.Loss, epoch.ValidationLoss)), actual.History.Select(epoch => (epoch.Epoch, epoch.Loss, epoch.ValidationLoss)));
        Assert.Equal((expected.Recipe.Training.BestEpoch, expected.Recipe.Training.StopReason), (actual.Recipe.Training.BestEpoch, actual.Recipe.Training.StopReason));
    }

    /// <summary>Rows that abort the training when they have been read so often.</summary>
    private sealed class AbortingRows(DataSet rows, int reads, CancellationTokenSource abort) : DataSet(rows.Name, rows.Rows, rows.RowShape, rows.Columns, rows.Labels)
    {
        private int _left = reads;

        public override Type ElementType => rows.ElementType;

        public override void CopyRow(int row, Span<float> destination)
        {
            rows.CopyRow(row, destination);
            if (Interlocked.Decrement(ref _left) == 0) abort.Cancel();
        }
    }
}
