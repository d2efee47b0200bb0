using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Likelihoods;
using Hourglass.Training;

namespace Hourglass;

/// <content>Measures of quality.</content>
public sealed partial class TrainedAutoencoder
{
    /// <summary>Measures the reconstruction of some rows, in scaled units.</summary>
    /// <param name="data">[rows, <see cref="Width"/>], in original units.</param>
    /// <exception cref="InputException">The rows have another width than those it was trained on.</exception>
    public ReconstructionMeasures Evaluate(DataSet data)
    {
        data = Align(data);
        ReconstructionMeasures measures = ReconstructionMeasures.Of(data, Scaler, ReconstructScaled, PicturesOf(data));

        // From the logits a cross-entropy is exact even where the reconstruction rounds to 0 or 1.
        return measures.Bce is not null && Recipe.Description.Likelihood is BernoulliCrossEntropy
            ? measures with { Bce = Loss(data).Average(loss => (double)loss) }
            : measures;
    }

    /// <summary>Measures training rows and rows held back, split as they were in training.</summary>
    /// <param name="data">The data it was trained on.</param>
    /// <param name="validation">The validation data, when it was given apart.</param>
    public Generalisation Generalise(DataSet data, DataSet? validation = null)
    {
        if (validation is not null) return new Generalisation(Evaluate(data), Evaluate(validation));
        return Recipe.Training.Options.SplitOf(data.Rows) is { } split
            ? new Generalisation(Evaluate(data.Select(split.Training)), Evaluate(data.Select(split.Validation)))
            : new Generalisation(Evaluate(data), null);
    }

    /// <summary>What principal components with a code of the same size reach on the same rows.</summary>
    /// <param name="training">Rows to fit them on: those the autoencoder was trained on.</param>
    /// <param name="test">Rows to measure on.</param>
    /// <param name="cancellationToken">Asked between blocks of rows.</param>
    /// <exception cref="InputException">The rows have another width than those it was trained on, or are too wide for principal components.</exception>
    public ReconstructionMeasures EvaluatePrincipalComponents(DataSet training, DataSet test, CancellationToken cancellationToken = default)
    {
        return PrincipalComponentsRival.Measure(Align(training), Align(test), Scaler, Math.Min(CodeSize, Width), PicturesOf(test), cancellationToken);
    }

    private unsafe void ReconstructScaled(ReadOnlySpan<float> rows, Span<float> reconstructions)
    {
        fixed (float* start = rows) Ask(InferenceKind.Reconstruct, new MemorySource(start, null), rows.Length / Width, reconstructions);
    }
}
