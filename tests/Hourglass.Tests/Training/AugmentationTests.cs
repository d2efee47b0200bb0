using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Preprocessing;
using Hourglass.Tests.Artifacts;
using Hourglass.Training;

namespace Hourglass.Tests.Training;

/// <summary>Pictures as a training sees them: flipped and shifted by a rule of seed, step and row.</summary>
public sealed class AugmentationTests : IDisposable
{
    private const int Height = 4, Width = 5, Channels = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A pixel tells where it came from: row * 1000 + line * 100 + column * 10 + channel.
    private static DataSet Pictures(int rows) => DataSet.From(
        Enumerable.Range(0, rows).SelectMany(row => Picture(row, (line, column) => (line, column))).ToArray().AsMemory(), Height * Width * Channels, rowShape: [Height, Width, Channels]);

    [Fact]
    public void Half_of_the_pictures_are_mirrored_and_the_draw_is_another_in_every_step()
    {
        float[][] first = See(new Augmentation { Flip = true }, rows: 400, step: 0), second = See(new Augmentation { Flip = true }, rows: 400, step: 1);
        Assert.All(first, (picture, row) => Assert.True(IsPlain(picture, row) || IsMirrored(picture, row)));
        int mirrored = first.Where((picture, row) => IsMirrored(picture, row)).Count();
        // Four standard deviations of 400 fair coins.
        Assert.InRange(mirrored, 160, 240);
        Assert.InRange(first.Zip(second).Count(pair => pair.First.SequenceEqual(pair.Second)), 160, 240);
        Assert.Equal(first.SelectMany(picture => picture), See(new Augmentation { Flip = true }, rows: 400, step: 0).SelectMany(picture => picture));
        Assert.NotEqual(first.SelectMany(picture => picture), See(new Augmentation { Flip = true }, rows: 400, step: 0, seed: 8).SelectMany(picture => picture));
    }

    [Fact]
    public void Shifts_are_even_and_what_moves_in_is_the_mirror_image()
    {
        var shifts = new Dictionary<(int Right, int Down), int>();
        float[][] seen = See(new Augmentation { RandomCrop = 2 }, rows: 2500, step: 3);
        for (int row = 0; row < seen.Length; row++)
        {
            // The pixel at line 2, column 2 came from (2 + down, 2 + right), mirrored where that is outside.
            (int Right, int Down)[] possible =
                [.. from right in Enumerable.Range(-2, 5) from down in Enumerable.Range(-2, 5) where Shifted(row, right, down).SequenceEqual(seen[row]) select (right, down)];
            Assert.Single(possible);
            shifts[possible[0]] = shifts.GetValueOrDefault(possible[0]) + 1;
        }

        Assert.Equal(25, shifts.Count);
        // 100 expected of each; five standard deviations.
        Assert.All(shifts.Values, count => Assert.InRange(count, 50, 150));
    }

    [Fact]
    public void A_training_has_the_same_bits_for_any_number_of_threads_and_is_another_than_without()
    {
        TrainedAutoencoder plain = Fit(null, 1), one = Fit(new Augmentation { Flip = true, RandomCrop = 1 }, 1), three = Fit(new Augmentation { Flip = true, RandomCrop = 1 }, 3);
        Assert.Equal(one.Parameter("encoder.0.weight"), three.Parameter("encoder.0.weight"));
        Assert.NotEqual(plain.Parameter("encoder.0.weight"), one.Parameter("encoder.0.weight"));
        one.Save(_folder.File("model"));
        var loaded = TrainedAutoencoder.Load(_folder.File("model"));
        Assert.Equal(new Augmentation { Flip = true, RandomCrop = 1 }, loaded.Recipe.Training.Options.Augmentation);
        Assert.True(loaded.Reproduce(Pictures(100)).IsExact);
    }

    [Fact]
    public void Stopped_and_resumed_it_ends_in_the_same_bits()
    {
        TrainingOptions options = Options(new Augmentation { Flip = true, RandomCrop = 2 }, 1);
        var autoencoder = Autoencoder.Dense(4);
        TrainedAutoencoder whole = autoencoder.Fit(Pictures(100), options);
        TrainingOptions kept = options with { Checkpoint = new CheckpointOptions(_folder.File("state")) { EverySteps = 1, Resumes = true } };
        // Asked to finish before it begins, it takes one step each time.
        for (int i = 0; i < 7; i++) autoencoder.Fit(Pictures(100), kept with { Finish = new CancellationToken(canceled: true) });
        TrainedAutoencoder resumed = autoencoder.Fit(Pictures(100), kept);
        Assert.Equal(whole.Parameter("decoder.0.weight"), resumed.Parameter("decoder.0.weight"));
    }

    [Fact]
    public void Validation_sees_the_pictures_as_they_are()
    {
        // With a rate too small to move a weight, the validation loss is that of the first weights on plain rows.
        TrainingOptions still = new() { Epochs = 1, Batch = 50, Optimizer = new Hourglass.Optimizers.Sgd { LearningRate = 1e-30 }, Threads = 1 };
        Autoencoder autoencoder = Autoencoder.Dense(4) with { Loss = new Hourglass.Likelihoods.MeanSquaredError() };
        TrainingManifest plain = autoencoder.Fit(Pictures(100), still).Recipe.Training;
        TrainingManifest changed = autoencoder.Fit(Pictures(100), still with { Augmentation = new Augmentation { Flip = true, RandomCrop = 2 } }).Recipe.Training;
        Assert.Equal(plain.ValidationLoss, changed.ValidationLoss);
        Assert.NotEqual(plain.TrainingLoss, changed.TrainingLoss);
    }

    [Fact]
    public void What_is_no_picture_or_too_small_is_refused()
    {
        string table = Assert.Throws<InputException>(() => Autoencoder.Dense(2).Fit(new float[20, 6], new TrainingOptions { Augmentation = new Augmentation { Flip = true } })).Message;
        Assert.Contains("[height, width]", table);
        Assert.Contains("5 x 4", Assert.Throws<InputException>(() => Fit(new Augmentation { RandomCrop = 4 }, 1)).Message);
    }

    private static TrainingOptions Options(Augmentation? augmentation, int threads) => new() { Epochs = 4, Batch = 30, Augmentation = augmentation, Threads = threads, Seed = 3 };

    private static TrainedAutoencoder Fit(Augmentation? augmentation, int threads) => Autoencoder.Dense(4).Fit(Pictures(100), Options(augmentation, threads));

    private static float[][] See(Augmentation augmentation, int rows, long step, ulong seed = 7)
    {
        DataSet data = Pictures(rows);
        var seen = new AugmentedRows(data, new Scaler(ScalingKind.None, [0], [1]), augmentation, seed) { Step = step };
        return [.. Enumerable.Range(0, rows).Select(row =>
        {
            var picture = new float[data.Width];
            seen.Copy(row, picture);
            return picture;
        })];
    }

    private static float[] Shifted(int row, int right, int down) => Picture(row, (line, column) => (Inside(line + down, Height), Inside(column + right, Width)));

    // Beyond an edge the picture is its own mirror image; the edge itself is not repeated.
    private static int Inside(int place, int size) => place < 0 ? -place : place >= size ? (2 * size) - 2 - place : place;

    private static bool IsPlain(float[] picture, int row) => picture.SequenceEqual(Picture(row, (line, column) => (line, column)));

    private static bool IsMirrored(float[] picture, int row) => picture.SequenceEqual(Picture(row, (line, column) => (line, Width - 1 - column)));

    private static float[] Picture(int row, Func<int, int, (int Line, int Column)> from)
    {
        var values = new float[Height * Width * Channels];
        for (int i = 0; i < values.Length; i++)
        {
            (int line, int column) = from(i / (Width * Channels), i / Channels % Width);
            values[i] = (row * 1000) + (line * 100) + (column * 10) + (i % Channels);
        }

        return values;
    }
}
