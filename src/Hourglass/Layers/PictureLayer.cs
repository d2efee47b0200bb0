using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>A layer for pictures <c>[batch, height, width, channels]</c>, and for sequences <c>[batch, positions, channels]</c> as pictures of height 1.</summary>
public abstract record PictureLayer : Layer
{
    /// <inheritdoc/>
    /// <exception cref="InputException">What enters is no picture, or a setting is out of range.</exception>
    public sealed override Node Build(GraphBuilder builder, Node input)
    {
        if (!PictureSize.IsPicture(input.Shape))
        {
            throw new InputException(
                $"The layer takes pictures: {Kind}.", $"layer '{builder.Graph.Scope}'", $"{input.Shape}", "[batch, height, width, channels], or a sequence [batch, positions, channels]",
                "put a layer Reshaping([height, width, channels]) before it");
        }

        return Build(builder, input, PictureSize.Of(input.Shape));
    }

    /// <summary>Adds this layer's operations.</summary>
    /// <param name="builder">Declares parameters; tells whether this is a training step.</param>
    /// <param name="input">Pictures, or a sequence.</param>
    /// <param name="size">Their size.</param>
    protected abstract Node Build(GraphBuilder builder, Node input, PictureSize size);

    /// <summary>Refuses a setting.</summary>
    /// <param name="builder">Knows the layer's place.</param>
    /// <param name="holds">Whether the rule holds.</param>
    /// <param name="setting">What is set.</param>
    /// <param name="found">To what.</param>
    /// <param name="rule">What it may be.</param>
    /// <exception cref="InputException">The rule does not hold.</exception>
    protected void Require(GraphBuilder builder, bool holds, string setting, int found, string rule)
    {
        if (!holds) throw new InputException($"The layer cannot be built: {Kind}.", $"{setting} of '{builder.Graph.Scope}'", $"{found}", rule, "change this setting");
    }

    /// <summary>What PyTorch puts behind the names of its modules: <c>2d</c> for pictures, <c>1d</c> for sequences.</summary>
    private protected static string Dimensions(Shape input) => $"{input.Dimensions.Length - 1}d";
}
