using Hourglass.Data;
using Hourglass.Evaluation;

namespace Hourglass.Jobs;

/// <summary>The plain job: a trained autoencoder by itself, as in the article.</summary>
/// <param name="autoencoder">The trained autoencoder.</param>
public sealed class Reconstruction(TrainedAutoencoder autoencoder) : JobModel(autoencoder)
{
    /// <summary>The job's name.</summary>
    public const string Name = TrainedAutoencoder.PlainJob;

    /// <inheritdoc/>
    public override string Job => Name;

    /// <inheritdoc/>
    public override IReadOnlyList<Measure> Evaluate(DataSet data, CancellationToken cancellationToken = default) => Autoencoder.Evaluate(data).ToMeasures();
}
