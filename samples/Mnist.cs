#:project ../src/Hourglass/Hourglass.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// The article's program, made to work: 784 pixels -> a code of 128 numbers -> 784 pixels, on MNIST.
//
//   dotnet run -c Release samples/Mnist.cs              50 epochs, as in the article
//   dotnet run -c Release samples/Mnist.cs -- 2         2 epochs, for a quick look
//
// The files are looked for in $HOURGLASS_DATA/mnist, the user's cache and /usr/share/datasets/mnist, then downloaded.
using Hourglass;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Likelihoods;
using Hourglass.Optimizers;
using Hourglass.Sources;
using Hourglass.Training;

try
{
    int epochs = args.Length > 0 ? int.Parse(args[0]) : 50;

    // (x_train, _), (x_test, _) = mnist.load_data(): [60000, 28, 28] and [10000, 28, 28], bytes.
    // Flattening and dividing by 255 need no line: rows are flat, and pictures are scaled by their largest pixel.
    var source = new DataSource(Catalog.Default.Readers);
    DataSet train = source.Load(DataAddress.Parse("mnist:train"));
    DataSet test = source.Load(DataAddress.Parse("mnist:test"));

    // Input(784) -> Dense(128, relu) -> Dense(784, sigmoid); the sigmoid belongs to the loss, which is computed from the logits.
    Autoencoder autoencoder = Autoencoder.Dense(code: 128) with { Loss = new BernoulliCrossEntropy() };

    // compile(adam), fit(epochs=50, batch_size=256, shuffle=True, validation_data=test): validated on the test set, which chooses nothing.
    var options = new TrainingOptions
    {
        Epochs = epochs,
        Batch = 256,
        Shuffle = true,
        Optimizer = new Adam(),
        Patience = null,
        KeepBest = false,
    };
    var progress = new EpochLines();
    TrainedAutoencoder model = autoencoder.Fit(train, test, options, progress);

    // encoder.predict(x_test), decoder.predict(codes)
    float[,] codes = model.Encode(test);
    float[,] digits = model.Decode(codes);
    Console.WriteLine($"{test.Width} numbers -> {codes.GetLength(1)}: what is lost is {model.ReconstructionError(test).Average():F2} squared error per picture.");
    Print(test, digits, row: 0);

    model.Save("mnist.hourglass");
    Console.WriteLine("Saved mnist.hourglass.");
    return 0;
}
catch (HourglassException error)
{
    Console.Error.WriteLine(error.Message);
    return error is InputException ? 1 : 2;
}

// An original and its reconstruction side by side.
static void Print(DataSet originals, float[,] reconstructions, int row)
{
    var original = new float[originals.Width];
    originals.CopyRow(row, original);
    for (int line = 0; line < 28; line += 2)
    {
        IEnumerable<char> left = Enumerable.Range(0, 28).Select(column => Shade(original[(line * 28) + column]));
        IEnumerable<char> right = Enumerable.Range(0, 28).Select(column => Shade(reconstructions[row, (line * 28) + column]));
        Console.WriteLine($"  {string.Concat(left)}    {string.Concat(right)}");
    }
}

static char Shade(float pixel) => " .:-=+*#%@"[Math.Clamp((int)(pixel / 25.6f), 0, 9)];

/// <summary>One line an epoch, as Keras prints.</summary>
file sealed class EpochLines : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress progress)
    {
        if (progress.EpochEnded)
            Console.WriteLine($"epoch {progress.Epoch}/{progress.Epochs}  loss {progress.Loss:F4}  validation loss {progress.ValidationLoss:F4}");
    }
}
