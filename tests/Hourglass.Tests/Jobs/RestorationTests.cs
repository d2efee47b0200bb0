using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Tests.Jobs;

public class RestorationTests
{
    private static readonly int[] Filters = [5, 8, 12];

    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 2, 1 }, { 1, 7 }, { 5, 4 }, { 63, 3 }, { 65, 12 } };

    [Theory, MemberData(nameof(Sizes))]
    public void Every_register_width_gives_the_bits_of_the_definition(int width, int height)
    {
        (float[] Weights, float[] Biases)[] layers = Layers(Filters);
        var restoration = new Restoration(layers);
        foreach (double step in (ReadOnlySpan<double>)[0.7, 41.3])
        {
            int[][] expected = Define(layers, Planes(width, height), width, height, step);
            foreach (KernelWidth kernel in Enum.GetValues<KernelWidth>())
            {
                int[][] planes = Planes(width, height);
                restoration.Apply(planes, width, height, step, kernel);
                Assert.Equal(expected, planes);
            }
        }
    }

    [Fact]
    public void Weights_as_large_as_they_may_be_overflow_nothing()
    {
        // Every product of the largest weights with the largest numbers has one sign.
        (float[] Weights, float[] Biases)[] layers =
        [
            ([.. Enumerable.Repeat(1f, 9 * 12 * 4)], [1000, 0, 0, 0]),
            ([.. Enumerable.Repeat(50f, 9 * 4 * 4)], [1e4f, 0, 0, 0]),
            ([.. Enumerable.Repeat(-100f, 9 * 4 * 12)], new float[12]),
        ];
        int[][] planes = Planes(19, 12), expected = Define(layers, Planes(19, 12), 19, 12, 2);
        new Restoration(layers).Apply(planes, 19, 12, 2);
        Assert.Equal(expected, planes);
    }

    [Fact]
    public void A_net_of_zeros_changes_nothing()
    {
        int[][] planes = Planes(23, 17);
        new Restoration([(new float[9 * 12 * 4], new float[4]), (new float[9 * 4 * 12], new float[12])]).Apply(planes, 23, 17, 8);
        Assert.Equal(Planes(23, 17), planes);
    }

    [Fact]
    public void Whole_numbers_say_what_the_trained_net_says()
    {
        const int Side = 24;
        float[] tiles = [.. Enumerable.Range(0, 40 * Side * Side * 3).Select(i => (float)(4 * Math.Sin(i * 0.37) * Math.Cos(i * 0.011)))];
        DataSet data = DataSet.From(tiles.AsMemory(), Side * Side * 3, rowShape: [Side, Side, 3]);
        TrainedAutoencoder model = new Autoencoder(new WaveletAutoencoder { Filters = [8, 8], Levels = 2 }) { Loss = new MeanSquaredError(), Scaling = ScalingKind.None }
            .Fit(data, new TrainingOptions { Epochs = 8, Batch = 8, Patience = null, Threads = 1 });
        const double Step = 5;
        float[,] code = model.Encode(data.Select(0)), restored = model.Decode(code);

        // The net's own input: the same decoder without what it adds.
        TrainedAutoencoder plain = new Autoencoder(new WaveletAutoencoder { Filters = [8, 8], Levels = 2 }) { Loss = new MeanSquaredError(), Scaling = ScalingKind.None }
            .Fit(data, new TrainingOptions { Epochs = 1, Steps = 1, Batch = 8, Patience = null, Threads = 1, Optimizer = new Hourglass.Optimizers.Sgd { LearningRate = 1e-30 } });
        float[,] decoded = plain.Decode(code);
        int[][] planes = [.. Enumerable.Range(0, 3).Select(channel => Enumerable.Range(0, Side * Side).Select(i => (int)Math.Round(decoded[0, (i * 3) + channel] * Step * 16)).ToArray())];
        double moved = 0;
        Restoration.From(model).Apply(planes, Side, Side, Step);
        for (int i = 0; i < Side * Side * 3; i++)
        {
            moved = Math.Max(moved, Math.Abs(restored[0, i] - decoded[0, i]));
            Assert.Equal(restored[0, i] * Step * 16, planes[i % 3][i / 3], 4.0);
        }

        Assert.True(moved * Step * 16 > 16, $"the net moves at most {moved} steps");
    }

    [Fact]
    public void Planes_that_are_not_there_are_zeros()
    {
        var restoration = new Restoration(Layers(Filters));
        int[][] one = [Planes(20, 11)[0]], three = [Planes(20, 11)[0], new int[220], new int[220]];
        restoration.Apply(one, 20, 11, 9);
        restoration.Apply(three, 20, 11, 9);
        Assert.Equal(three[0], one[0]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e6f)]
    public void Weights_that_integers_cannot_hold_are_refused(float weight)
    {
        (float[] Weights, float[] Biases)[] layers = Layers(Filters);
        layers[1].Weights[3] = weight;
        Assert.Contains("weights", Assert.Throws<InputException>(() => new Restoration(layers)).Message);
    }

    [Fact]
    public void Layers_that_do_not_meet_are_refused() => Assert.Throws<InputException>(() => new Restoration(Layers([5, 8])));

    // By the formula, pixel by pixel.
    private static int[][] Define((float[] Weights, float[] Biases)[] layers, int[][] planes, int width, int height, double step)
    {
        (int columns, int lines) = ((width + 1) / 2, (height + 1) / 2);
        int At(int channel, int y, int x) => planes[channel][(Math.Min(y, height - 1) * width) + Math.Min(x, width - 1)];
        int[,,] values = new int[lines, columns, 12];
        for (int i = 0; i < lines * columns * 12; i++)
        {
            (int line, int column, int channel) = (i / 12 / columns, i / 12 % columns, i % 12);
            int count = 0, sum = 0;
            for (int y = Math.Max(0, (2 * line) - 2); y < Math.Min(2 * lines, (2 * line) + 4); y++)
            {
                for (int x = Math.Max(0, (2 * column) - 2); x < Math.Min(2 * columns, (2 * column) + 4); x++, count++) sum += At(channel / 4, y, x);
            }

            long unit = (long)Math.Round(33554432 / (step * (count / 4)));
            long value = (((long)count * At(channel / 4, (2 * line) + (channel % 4 / 2), (2 * column) + (channel % 2))) - sum) * unit;
            values[line, column, channel] = (int)Math.Clamp(Math.Floor((value + 8388608) / 16777216.0), -1024, 1024);
        }

        for (int i = 0; i < layers.Length; i++)
        {
            bool isLast = i == layers.Length - 1;
            (float[] weights, float[] biases) = layers[i];
            int filters = biases.Length, channels = values.GetLength(2);
            int bits = Enumerable.Range(0, 15).Last(b => Enumerable.Range(0, filters).All(filter =>
            {
                double[] rounded = [.. Enumerable.Range(0, 9 * channels).Select(k => Math.Abs(Math.Round(weights[(k * filters) + filter] * (1 << b))))];
                return rounded.Max() <= 32767 && (rounded.Sum() * 32767) + Math.Abs(Math.Round((double)biases[filter] * (128 << b))) + (128 << b) <= int.MaxValue;
            }));
            int shift = isLast ? bits - 3 : bits;
            int[,,] next = new int[lines, columns, filters];
            for (int y = 0; y < lines; y++)
            {
                for (int x = 0; x < columns; x++)
                {
                    for (int filter = 0; filter < filters; filter++)
                    {
                        long sum = (long)Math.Round((double)biases[filter] * (128 << bits)) + (1L << (shift - 1));
                        for (int k = 0; k < 9 * channels; k++)
                        {
                            (int line, int column) = (y + (k / channels / 3) - 1, x + (k / channels % 3) - 1);
                            if ((uint)line < (uint)lines && (uint)column < (uint)columns) sum += values[line, column, k % channels] * (long)Math.Round((double)weights[(k * filters) + filter] * (1 << bits));
                        }

                        Assert.InRange(sum, int.MinValue, int.MaxValue);
                        next[y, x, filter] = (int)Math.Clamp(sum >> shift, isLast ? -32767 : 0, 32767);
                    }
                }
            }

            values = next;
        }

        int factor = (int)Math.Round(step * 64);
        return [.. planes.Select((plane, channel) => plane.Select((value, i) =>
        {
            (int y, int x) = (i / width, i % width);
            return value + (((values[y / 2, x / 2, (channel * 4) + (y % 2 * 2) + (x % 2)] * factor) + 2048) >> 12);
        }).ToArray())];
    }

    private static (float[] Weights, float[] Biases)[] Layers(int[] filters)
    {
        var random = new RandomStream(4, "restoration");
        int channels = 12;
        return [.. filters.Select(count =>
        {
            float[] weights = [.. Enumerable.Range(0, 9 * channels * count).Select(_ => (float)(random.NextNormal() * 0.3))], biases = [.. Enumerable.Range(0, count).Select(_ => (float)random.NextNormal())];
            channels = count;
            return (weights, biases);
        })];
    }

    // Noise, with edges beyond what any photograph has.
    private static int[][] Planes(int width, int height)
    {
        var random = new RandomStream(5, "planes");
        return [.. Enumerable.Range(0, 3).Select(channel => Enumerable.Range(0, width * height).Select(i => (int)(random.NextNormal() * 200) + (i % width > 9 ? 3000 * channel : -3000)).ToArray())];
    }
}
