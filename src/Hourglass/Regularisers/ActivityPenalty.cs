using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Regularisers;

/// <summary>
/// Sparse codes of a sigmoid: each number of the code shall be active as often as a target says, on average over the batch. Weight times
/// sum over the code of t ln(t / a) + (1 - t) ln((1 - t) / (1 - a)), the divergence between two coins, t the target and a the mean activity.
/// Source: Ng, "Sparse autoencoder", CS294A lecture notes (2011), section 3. Larger batches know the mean better.
/// </summary>
/// <param name="Target">The mean activity, above 0 and below 1; 0.05 in the notes.</param>
/// <param name="Weight">0 or more; in units of the loss, for each number of the code.</param>
public sealed record ActivityPenalty(double Target, double Weight) : Regulariser
{
    // Means of 0 and 1 are moved inwards by this much, so that their logarithms exist.
    private const double Margin = 1e-6;

    /// <inheritdoc/>
    public override string Name => "activity";

    /// <inheritdoc/>
    /// <exception cref="InputException">The target is out of range, or the code is not one of a sigmoid.</exception>
    public override Node Penalty(RegularisedParts parts)
    {
        if (Target is not (> 0 and < 1))
            throw Unfit("target", FormattableString.Invariant($"{Target}"), "a mean activity above 0 and below 1", "change the target");
        Node function = parts.Code;
        while (function.Operation is Reshape) function = function.Inputs[0];
        if (function.Operation is not Sigmoid)
            throw Unfit("code", $"numbers that {function.Operation.Name} gives", "a target for the mean activity needs a code between 0 and 1", "let the code end in a sigmoid: --code-activation sigmoid");
        Node mean = (parts.Code.MeanOfRows() * (1 - (2 * Margin))) + Margin;
        double constant = (Target * Math.Log(Target)) + ((1 - Target) * Math.Log(1 - Target));
        return (constant - (mean.Log() * Target) - ((1 - mean).Log() * (1 - Target))).Sum() * Weight;
    }

    private static InputException Unfit(string where, string found, string rule, string remedy) => new("The activity of the code cannot be steered.", where, found, rule, remedy);
}
