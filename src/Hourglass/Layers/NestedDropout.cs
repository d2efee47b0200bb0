using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// Orders a code by importance: in training each row keeps only the first n numbers of it, n drawn from a geometric distribution, so that the first
/// numbers have to say most; otherwise it does nothing. A code may then be cut to its first numbers. <c>[batch, features] -> [batch, features]</c>.
/// Source: Rippel, Gelbart and Adams 2014; of a linear autoencoder it makes the principal components (section 3).
/// </summary>
public sealed record NestedDropout : Layer
{
    // How many rows see a whole code when no rate is given.
    private const double WholeCodes = 0.1;

    /// <summary>
    /// Probability that a row's code ends at a number it has reached, above 0 and below 1. When null (default) such that the last number of the code is seen by
    /// one row in ten.
    /// </summary>
    public double? Rate { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "nested dropout";

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input) => ["nn.Identity()"];

    /// <inheritdoc/>
    /// <exception cref="InputException">The rate is not above 0 and below 1.</exception>
    public override Node Build(GraphBuilder builder, Node input)
    {
        if (Rate is not (null or (> 0 and < 1)))
        {
            throw new InputException(
                "The nested dropout cannot be built.", $"rate of '{builder.Graph.Scope}'", FormattableString.Invariant($"{Rate}"), "above 0 and below 1", "change this setting, or leave it out");
        }

        if (!builder.IsTraining || input.Shape.Columns == 1) return input;
        double rate = Rate ?? 1 - Math.Pow(WholeCodes, 1.0 / (input.Shape.Columns - 1));
        return input * builder.Graph.Apply(new PrefixMask(builder.Graph.UniquePathOf("nested-dropout"), input.Shape, rate));
    }
}
