#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false

// Variants on MNIST: what each costs and what it gives. Trains on all 60,000 training rows and reads the test set once, at the end; the settings below were
// chosen on 5,000 rows held back from the training set. Prints one line a seed, then the median.
//
//   dotnet run -c Release bench/Variants.cs -- NAME [seeds, e.g. 0,1,2] [epochs] [threads] [held-back] [amount]
//
// NAME: plain, l1, kl, top-k, denoising, blur, ordered, conv-blog, conv-128, conv-denoising. With "held-back" the test set is not read at all: the last 5,000 training rows stand in for it, to choose settings by.
// "amount" replaces the setting of the variant; of the convolutional ones the learning rate.
using System.Globalization;
using Hourglass;
using Hourglass.Baselines;
using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Optimizers;
using Hourglass.Regularisers;
using Hourglass.Sources;
using Hourglass.Training;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int HeldBack = 5000;
string name = args.Length > 0 ? args[0] : "l1";
int[] seeds = args.Length > 1 ? [.. args[1].Split(',').Select(int.Parse)] : [0, 1, 2];
int epochs = args.Length > 2 ? int.Parse(args[2]) : 50;
int threads = args.Length > 3 ? int.Parse(args[3]) : Environment.ProcessorCount;
bool isChoosing = args.Length > 4 && args[4] == "held-back";
double? amount = args.Length > 5 ? double.Parse(args[5]) : null;

var source = new DataSource(Catalog.Default.Readers);
DataSet train = source.Load(DataAddress.Parse("mnist:train"));
DataSet test = isChoosing ? train.Select([.. Enumerable.Range(train.Rows - HeldBack, HeldBack)]) : source.Load(DataAddress.Parse("mnist:test"));
if (isChoosing) train = train.Select([.. Enumerable.Range(0, train.Rows - HeldBack)]);
(string words, Autoencoder autoencoder) = Variant(name, amount);
double rate = name.StartsWith("conv") ? amount ?? 3e-3 : 3e-3;
Console.WriteLine($"{name}: {words}, batch 256, rate {rate} warm-up-cosine, {epochs} epochs, {threads} threads, kernel {KernelWidths.Default}, {(isChoosing ? "held-back" : "test")} rows, {DateTime.UtcNow:yyyy-MM-dd}");
var results = new List<double[]>();
string[] titles = [];
foreach (int seed in seeds)
{
    var options = new TrainingOptions
    {
        Epochs = epochs,
        Batch = 256,
        Optimizer = new Adam { LearningRate = rate },
        Schedule = Schedule.WarmUpCosine,
        Validation = 0,
        Patience = null,
        KeepBest = false,
        Seed = (ulong)seed,
        Threads = threads,
    };
    TrainedAutoencoder model = autoencoder.Fit(train, options);
    (string Title, double Value)[] measures = [.. Measure(model, test)];
    titles = [.. measures.Select(measure => measure.Title)];
    results.Add([.. measures.Select(measure => measure.Value)]);
    Console.WriteLine($"seed {seed}: {string.Join(", ", measures.Select(measure => $"{measure.Title} {measure.Value:F4}"))}, {model.Recipe.Training.Seconds:F0} s");
}

Console.WriteLine($"median: {string.Join(", ", titles.Select((title, i) => $"{title} {Median(results.Select(result => result[i])):F4}"))}");

// What is trained: the Keras blog's net 784-32-784 but for what the variant changes.
static (string Words, Autoencoder Autoencoder) Variant(string name, double? amount) => name switch
{
    "plain" => ("784-32-784, ReLU code", Autoencoder.Dense(32)),
    "l1" => Words($"784-32-784, ReLU code, L1 {amount ??= 3e-4}", Autoencoder.Dense(32) with { Regularisers = [new CodePenalty(amount.Value)] }),
    "kl" => Words(
        $"784-128-784, sigmoid code, mean activity {amount ??= 0.1}, weight 0.003",
        new Autoencoder(new DenseAutoencoder(128) { CodeActivation = Activation.Sigmoid }) { Regularisers = [new ActivityPenalty(amount.Value, 0.003)] }),
    "top-k" => Words($"784-128-784, the {amount ??= 20} largest of a linear code", new Autoencoder(new DenseAutoencoder(128) { CodeActivation = Activation.Linear }) { CodeLayers = [new TopK((int)amount.Value)] }),
    "denoising" => Words($"784-256-64 and back, noise {amount ??= 0.5} cut to [0, 1]", Autoencoder.Dense(64, 256) with { Corruption = new ClippedGaussianNoise(amount.Value) }),
    "blur" => Words($"784-256-64 and back, blur of {amount ??= 1.5} pixels", Autoencoder.Dense(64, 256) with { Corruption = new Blur(amount.Value) }),
    "ordered" => ("784-32-784, linear, nested dropout", new Autoencoder(new DenseAutoencoder(32) { CodeActivation = Activation.Linear }) { CodeLayers = [new NestedDropout()], Loss = new MeanSquaredError() }),
    "conv-blog" => ("the Keras blog's convolutional net, code 4 x 4 x 8", Nets.Blog),
    "conv-128" => ("convolutions of 32 and 64 filters, stride 2, linear code of 128", new Autoencoder(new ConvolutionalAutoencoder(128))),
    "conv-denoising" => ("the Keras blog's denoising net, code 7 x 7 x 32, noise 0.5 cut to [0, 1]", Nets.Denoising with { Corruption = new ClippedGaussianNoise(0.5) }),
    _ => throw new ArgumentException($"'{name}' is none of plain, l1, kl, top-k, denoising, blur, ordered, conv-blog, conv-128, conv-denoising."),
};

static (string, Autoencoder) Words(string words, Autoencoder autoencoder) => (words, autoencoder);

IEnumerable<(string, double)> Measure(TrainedAutoencoder model, DataSet test)
{
    float[,] codes = model.Encode(test);
    if (name == "ordered")
    {
        foreach (int kept in (int[])[1, 2, 4, 8, 16, 32])
        {
            yield return ($"squared error of {kept}", ErrorOfCut(model, codes, kept));
            yield return ($"PCA {kept}", PrincipalComponents.Fit(train.Rows, train.Width, Scaled(train), kept).SquaredErrorPerRow(test.Rows, Scaled(test)));
        }

        yield break;
    }

    if (autoencoder.Corruption is { } corruption)
    {
        float[,] damaged = Damaged(corruption.ForRows([28, 28]));
        yield return ("PSNR of damaged", Psnr(damaged));
        yield return ("PSNR of mended", Psnr(model.Reconstruct(Times(damaged, 255)), 1 / 255.0));
        yield break;
    }

    yield return ("BCE", model.Loss(test).Average(loss => (double)loss));
    yield return ("mean of the code", codes.Cast<float>().Average(value => (double)value));
    yield return ("share of zeros", codes.Cast<float>().Average(value => value == 0 ? 1.0 : 0));
}

double ErrorOfCut(TrainedAutoencoder model, float[,] codes, int kept)
{
    var cut = (float[,])codes.Clone();
    for (int row = 0; row < cut.GetLength(0); row++)
    {
        for (int column = kept; column < cut.GetLength(1); column++) cut[row, column] = 0;
    }

    return Distance(model.Decode(cut), 1 / 255.0) / test.Rows;
}

double Psnr(float[,] pictures, double factor = 1) => -10 * Math.Log10(Distance(pictures, factor) / pictures.Length);

double Distance(float[,] pictures, double factor)
{
    var row = new float[784];
    double sum = 0;
    for (int i = 0; i < test.Rows; i++)
    {
        test.CopyRow(i, row);
        for (int column = 0; column < 784; column++) sum += Math.Pow((row[column] / 255.0) - (pictures[i, column] * factor), 2);
    }

    return sum;
}

float[,] Damaged(Corruption corruption)
{
    var damaged = new float[test.Rows, 784];
    var values = new float[784];
    for (int row = 0; row < test.Rows; row++)
    {
        var graph = new Graph();
        Node input = graph.Input("row", Shape.Batch(784));
        var executor = new ReferenceExecutor { Run = { Seed = 1000, FirstRow = row } };
        test.CopyRow(row, values);
        executor.Set(input, [.. values.Select(value => value / 255.0)]);
        double[] seen = executor.Evaluate(corruption.Apply(input))[0];
        for (int column = 0; column < 784; column++) damaged[row, column] = (float)seen[column];
    }

    return damaged;
}

static Action<int, Span<float>> Scaled(DataSet data) => (row, values) =>
{
    data.CopyRow(row, values);
    foreach (ref float value in values) value /= 255;
};

static float[,] Times(float[,] pictures, float factor)
{
    var result = new float[pictures.GetLength(0), pictures.GetLength(1)];
    for (int row = 0; row < result.GetLength(0); row++)
    {
        for (int column = 0; column < result.GetLength(1); column++) result[row, column] = pictures[row, column] * factor;
    }

    return result;
}

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted[sorted.Length / 2];
}

// The Keras blog's convolutional nets, as they are.
internal static class Nets
{
    public static Autoencoder Blog => Autoencoder.Of(
        [new Reshaping([28, 28, 1]), Same(16), Halved, Same(8), Halved, Same(8), Halved, new Flattening()],
        [new Reshaping([4, 4, 8]), Same(8), Doubled, Same(8), Doubled, new Convolution(16, 3) { Activation = Activation.Relu }, Doubled, Last, new Flattening()]);

    public static Autoencoder Denoising => Autoencoder.Of(
        [new Reshaping([28, 28, 1]), Same(32), Halved, Same(32), Halved, new Flattening()],
        [new Reshaping([7, 7, 32]), Same(32), Doubled, Same(32), Doubled, Last, new Flattening()]);

    private static Layer Halved => new MaxPooling(2) { Same = true };

    private static Layer Doubled => new Upsampling(2);

    private static Layer Last => new Convolution(1, 3) { Same = true };

    private static Layer Same(int filters) => new Convolution(filters, 3) { Same = true, Activation = Activation.Relu };
}
