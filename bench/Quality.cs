#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false

// Reconstruction quality on MNIST. Trains on all 60,000 training rows and reads the test set once, at the end; the settings below were
// chosen on 5,000 rows held back from the training set. Prints one line a seed, then the median.
//
//   dotnet run -c Release bench/Quality.cs -- keras-32|keras-deep|deep-30 [seeds, e.g. 0,1,2] [epochs] [threads] [held-back]
//
// With "held-back" the test set is not read at all: the last 5,000 training rows stand in for it, to choose settings by.
using System.Globalization;
using Hourglass;
using Hourglass.Data;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Optimizers;
using Hourglass.Sources;
using Hourglass.Training;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int HeldBack = 5000;
string name = args.Length > 0 ? args[0] : "keras-32";
int[] seeds = args.Length > 1 ? [.. args[1].Split(',').Select(int.Parse)] : [0, 1, 2];
Experiment experiment = Experiment.Named(name);
int epochs = args.Length > 2 ? int.Parse(args[2]) : experiment.Epochs;
int threads = args.Length > 3 ? int.Parse(args[3]) : Environment.ProcessorCount;

var source = new DataSource(Catalog.Default.Readers);
DataSet train = source.Load(DataAddress.Parse("mnist:train"));
bool isChoosing = args.Length > 4 && args[4] == "held-back";
DataSet test = isChoosing ? train.Select([.. Enumerable.Range(train.Rows - HeldBack, HeldBack)]) : source.Load(DataAddress.Parse("mnist:test"));
if (isChoosing) train = train.Select([.. Enumerable.Range(0, train.Rows - HeldBack)]);
string judged = isChoosing ? "held-back" : "test";
Console.WriteLine($"{name}: {experiment.Summary}, {epochs} epochs, {threads} threads, kernel {KernelWidths.Default}, {DateTime.UtcNow:yyyy-MM-dd}");
var results = new List<(double SquaredError, double Bce)>();
foreach (int seed in seeds)
{
    var options = new TrainingOptions
    {
        Epochs = epochs,
        Batch = experiment.Batch,
        Optimizer = new Adam { LearningRate = experiment.LearningRate },
        Schedule = Schedule.WarmUpCosine,
        Validation = 0,
        Patience = null,
        KeepBest = false,
        Seed = (ulong)seed,
        Threads = threads,
    };
    TrainedAutoencoder model = new Autoencoder(experiment.Architecture) { Loss = experiment.Loss }.Fit(train, options);
    double squaredError = model.ReconstructionError(test).Average(e => (double)e);
    double loss = model.Loss(test).Average(e => (double)e);
    results.Add((squaredError, loss));
    double trainError = model.ReconstructionError(train).Average(e => (double)e);
    Console.WriteLine($"seed {seed}: {judged} squared error {squaredError:F4} per image, {judged} loss {loss:F5}, training squared error {trainError:F4}, {model.Recipe.Training.Seconds:F0} s");
}

Console.WriteLine($"median: squared error {Median(results.Select(r => r.SquaredError)):F4}, loss {Median(results.Select(r => r.Bce)):F5}");

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted[sorted.Length / 2];
}

// A network and how it is trained.
sealed record Experiment(DenseAutoencoder Architecture, Likelihood Loss, int Epochs, int Batch, double LearningRate)
{
    public string Summary =>
        $"{string.Join("-", [784, .. Architecture.Layers, Architecture.Code])} {Architecture.Activation}, code {Architecture.CodeActivation}{(Architecture.TiedWeights ? ", tied weights" : "")}, batch {Batch}, rate {LearningRate} warm-up-cosine";

    public static Experiment Named(string name) => name switch
    {
        // The Keras blog's one-layer net: 784-32-784, ReLU code, sigmoid output.
        "keras-32" => new(new DenseAutoencoder(32), new BernoulliCrossEntropy(), 100, 256, 3e-3),

        // The Keras blog's deep net: 784-128-64-32 and back.
        "keras-deep" => new(
            new DenseAutoencoder(32) { Layers = [128, 64], Activation = Activation.Relu, CodeActivation = Activation.Relu },
            new BernoulliCrossEntropy(), 60, 256, 2e-3),

        // Hinton and Salakhutdinov's net: 784-1000-500-250-30 and back, linear code. Tied weights, because of all that was tried against
        // overfitting they alone helped; docs/quality.md has the list.
        "deep-30" => new(
            new DenseAutoencoder(30) { Layers = [1000, 500, 250], Activation = Activation.Swish, CodeActivation = Activation.Linear, TiedWeights = true },
            new MeanSquaredError { Output = Activation.Sigmoid }, 30, 128, 2e-3),
        _ => throw new ArgumentException($"'{name}' is none of keras-32, keras-deep, deep-30."),
    };
}
