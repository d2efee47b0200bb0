using System.Collections.Immutable;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Numerics;
using Hourglass.Training;

namespace Hourglass;

/// <content>Training again what a model file says was trained.</content>
public sealed partial class TrainedAutoencoder
{
    /// <summary>Trains again, from what the recipe says, and compares all weights bit for bit.</summary>
    /// <param name="data">The rows it was trained on.</param>
    /// <param name="validation">The rows it was validated on, when they were given apart; null otherwise.</param>
    /// <param name="firstValues">What its weights began as, where a job said so: <see cref="JobModel.FirstValues"/>; drawn when null.</param>
    /// <param name="threads">Threads to use; the result does not depend on it.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">The data is not what it was trained on, or the training was interrupted and so cannot be repeated.</exception>
    /// <exception cref="OperationCanceledException">Aborted.</exception>
    public Reproduction Reproduce(
        DataSet data, DataSet? validation = null, ImmutableDictionary<string, float[]>? firstValues = null, int? threads = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        TrainingManifest training = Recipe.Training;
        if (training.StopReason == StopReason.Interrupted)
        {
            throw new InputException(
                "This training cannot be repeated.", training.Data, $"it was interrupted at step {training.Steps} of {training.PlannedSteps}", "only trainings that ended by themselves are repeated",
                "train it again without interrupting it");
        }

        if (training.StopReason == StopReason.Imported)
            throw new InputException("This training cannot be repeated.", training.Data, "weights that were made elsewhere", "only trainings of Hourglass are repeated", "train a model of the same shape with `train`");

        string fingerprint = Fingerprint.Of(data);
        if (fingerprint != training.Fingerprint)
        {
            throw new InputException(
                "The data is not what the model was trained on.", data.Name, $"fingerprint {fingerprint[..16]}, {data.Rows} rows of {data.Width}", $"fingerprint {training.Fingerprint[..16]}: {training.Data}",
                "give the same rows in the same order, with the same --label and --ignore");
        }

        // A budget of time had become a number of steps; now the number is known.
        TrainingOptions options = training.Options with { Steps = training.PlannedSteps, Budget = null, Threads = threads ?? ThreadTeam.OfMachine };
        var autoencoder = new Autoencoder(Recipe.Description.Architecture)
        {
            Loss = Recipe.Description.Likelihood,
            Corruption = Recipe.Description.Corruption,
            Regularisers = Recipe.Description.Regularisers,
            Scaling = Recipe.Scaling,
            FirstValues = firstValues ?? ImmutableDictionary<string, float[]>.Empty,
            Catalog = Catalog,
        };
        TrainedAutoencoder again = autoencoder.Fit(data, validation, options, progress, cancellationToken);
        return Compare(again);
    }

    private Reproduction Compare(TrainedAutoencoder again)
    {
        (int values, int equal, double largest) = (0, 0, 0);
        foreach (string path in ParameterPaths)
        {
            foreach ((float first, float second) in Parameter(path).Zip(again.Parameter(path)))
            {
                values++;
                if (BitConverter.SingleToInt32Bits(first) == BitConverter.SingleToInt32Bits(second)) equal++;
                largest = Math.Max(largest, Math.Abs((double)first - second));
            }
        }

        List<string> reasons = [];
        void Note(string what, object? then, object? now)
        {
            if (!Equals(then, now)) reasons.Add($"{what}: {then} then, {now} now");
        }

        TrainingManifest before = Recipe.Training, after = again.Recipe.Training;
        Note("kernel width", before.Kernel, after.Kernel);
        Note("version", before.CreatedBy, after.CreatedBy);
        Note("rows held back", before.ValidationRows, after.ValidationRows);
        Note("steps", before.Steps, after.Steps);
        return new Reproduction(values, equal, largest, (before.ValidationLoss ?? before.TrainingLoss)!.Value, (after.ValidationLoss ?? after.TrainingLoss)!.Value, reasons);
    }
}

/// <summary>How a repeated training compares with the first.</summary>
/// <param name="Values">Trained values compared.</param>
/// <param name="EqualValues">Those that are the same to the bit.</param>
/// <param name="LargestDifference">The largest difference between two values.</param>
/// <param name="LossThen">Loss of the kept weights in the model file.</param>
/// <param name="LossNow">Loss of the kept weights now.</param>
/// <param name="Differences">What is known to differ between the two trainings, for instance the kernel width.</param>
public sealed record Reproduction(int Values, int EqualValues, double LargestDifference, double LossThen, double LossNow, IReadOnlyList<string> Differences)
{
    /// <summary>True when every value is the same to the bit.</summary>
    public bool IsExact => EqualValues == Values;
}
