using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// In training, sets each element to zero with probability <paramref name="Rate"/> and divides the others by 1 - Rate; otherwise does nothing:
/// <c>[batch, features] -> [batch, features]</c>. Source: Srivastava et al. 2014 (in the inverted form that Keras and PyTorch use).
/// </summary>
/// <param name="Rate">0 (inclusive) to 1 (exclusive).</param>
public sealed record Dropout(double Rate) : Layer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => FormattableString.Invariant($"dropout {Rate}");

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input) => [FormattableString.Invariant($"nn.Dropout({Rate})")];

    /// <inheritdoc/>
    /// <exception cref="InputException">The rate is not in [0, 1).</exception>
    public override Node Build(GraphBuilder builder, Node input)
    {
        if (Rate is not (>= 0 and < 1))
        {
            throw new InputException(
                "The dropout cannot be built.", $"rate of '{builder.Graph.Scope}'", FormattableString.Invariant($"{Rate}"), "a share of at least 0 and below 1", "change this setting");
        }

        if (!builder.IsTraining || Rate == 0) return input;
        string path = builder.Graph.UniquePathOf("dropout");
        return input * builder.Graph.Apply(new RandomMask(path, input.Shape, 1 - Rate, 1 / (1 - Rate)));
    }
}
