using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Regularisers;

/// <summary>
/// Sparse codes: lambda times the sum of the absolute values of a row's code, averaged over the batch; Keras's <c>activity_regularizer</c>
/// in the blog's sparse autoencoder.
/// </summary>
/// <param name="Lambda">0 or more; in units of the loss.</param>
public sealed record CodePenalty(double Lambda) : Regulariser
{
    /// <inheritdoc/>
    public override string Name => "sparsity";

    /// <inheritdoc/>
    public override Node Penalty(RegularisedParts parts) => parts.Code.Absolute().SumColumns().MeanOverBatch() * Lambda;
}
