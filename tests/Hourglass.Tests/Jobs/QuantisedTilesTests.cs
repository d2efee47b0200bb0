using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Tests.Jobs;

public class QuantisedTilesTests
{
    private static readonly float[] Colour = [0.6f, 0.48f, 0.64f, 0.8f, -0.36f, -0.48f, 0, 0.8f, -0.6f];

    [Fact]
    public void Tiles_are_in_units_of_a_step_between_the_finest_and_the_coarsest()
    {
        // All pixels are (228, 128, 128): 100 of red.
        byte[] pixels = [.. Enumerable.Range(0, 20 * 12 * 3).Select(i => (byte)(i % 3 == 0 ? 228 : 128))];
        var tiles = new QuantisedTiles(new("red", [new("red", new Picture(20, 12, 3, pixels))]), Colour, 8, 300, (4, 25), 1);
        var row = new float[8 * 8 * 3];
        List<double> steps = [];
        for (int i = 0; i < tiles.Rows; i++)
        {
            tiles.CopyRow(i, row);
            steps.Add(60 / row[0]);
            for (int pixel = 0; pixel < 64; pixel++)
            {
                Assert.Equal(60 / steps[i], row[3 * pixel], 1e-4);
                Assert.Equal(80 / steps[i], row[(3 * pixel) + 1], 1e-4);
                Assert.Equal(0, row[(3 * pixel) + 2], 1e-4);
            }
        }

        // Evenly on a logarithmic scale: half of them are below the geometric mean.
        Assert.InRange(steps.Min(), 4, 4.3);
        Assert.InRange(steps.Max(), 23.5, 25);
        Assert.InRange(steps.Count(step => step < 10), 120, 180);
    }

    [Fact]
    public void A_tile_is_a_place_of_a_picture()
    {
        PictureSet pictures = Edges(3, 30);
        var tiles = new QuantisedTiles(pictures, [1, 0, 0, 0, 1, 0, 0, 0, 1], 10, 20, (1, 1.0001), 5);
        var row = new float[10 * 10 * 3];
        for (int i = 0; i < tiles.Rows; i++)
        {
            tiles.CopyRow(i, row);
            Assert.Contains(pictures.Pictures, picture => Places(picture.Picture).Any(place => Enumerable.Range(0, 300).All(
                k => Math.Abs(picture.Picture.Pixels[(((place.Y + (k / 30)) * 30) + place.X + (k % 30 / 3)) * 3 + (k % 3)] - 128 - row[k]) < 0.02)));
        }

        static IEnumerable<(int X, int Y)> Places(Picture picture) => Enumerable.Range(0, 21 * 21).Select(i => (i % 21, i / 21));
    }

    [Fact]
    public void A_picture_smaller_than_a_tile_is_named()
    {
        PictureSet pictures = Edges(2, 30);
        Assert.Contains(pictures.Pictures[0].Name, Assert.Throws<InputException>(() => new QuantisedTiles(pictures, Colour, 31, 5, (1, 2), 1)).Message);
    }

    [Fact]
    public void A_net_trained_on_them_restores_pictures_it_has_not_seen()
    {
        var autoencoder = new Autoencoder(new WaveletAutoencoder { Filters = [8, 8] }) { Loss = new MeanSquaredError(), Scaling = ScalingKind.None };
        var options = new TrainingOptions { Epochs = 1, Batch = 4, Validation = 0, Patience = null, Threads = 2, Optimizer = new Adam { LearningRate = 4e-3 }, Schedule = Schedule.WarmUpCosine };
        DataSet training = new QuantisedTiles(Edges(12, 32), Colour, 32, 1000, (6, 130), 1), held = new QuantisedTiles(Edges(4, 32, "held back"), Colour, 32, 60, (6, 130), 2);
        TrainedAutoencoder model = autoencoder.Fit(training, options), untrained = autoencoder.Fit(training, options with { Steps = 1, Optimizer = new Sgd { LearningRate = 1e-30 } });
        (double before, double after) = (untrained.Loss(held).Average(), model.Loss(held).Average());
        Assert.True(after < 0.98 * before, $"{before} -> {after}");
    }

    // Pictures of straight edges in random directions, which rounding makes ring.
    private static PictureSet Edges(int count, int side, string name = "edges")
    {
        var random = new RandomStream(7, name);
        return new(name, [.. Enumerable.Range(0, count).Select(number =>
        {
            var pixels = new byte[side * side * 3];
            (double across, double down, double size) = (random.NextNormal(), random.NextNormal(), 20 + (80 * random.NextDouble()));
            for (int i = 0; i < side * side; i++)
            {
                double place = (across * ((i % side) - (side / 2))) + (down * ((i / side) - (side / 2)));
                for (int channel = 0; channel < 3; channel++) pixels[(3 * i) + channel] = (byte)(128 + (Math.Sin(place) > 0 ? size : -size) + (5 * channel));
            }

            return new NamedPicture($"{name} {number}", new Picture(side, side, 3, pixels));
        })]);
    }
}
