using Hourglass.Graphs;
using Hourglass.Layers;

namespace Outsider;

/// <summary>
/// A gated linear unit: y = (x W + b) * sigmoid(x V + c), <c>[batch, inputs] -> [batch, Width]</c>.
/// Source: Dauphin, Fan, Auli and Grangier 2017, section 2.
/// Parameters: <c>weight</c> and <c>gate.weight</c> [inputs, Width], <c>bias</c> and <c>gate.bias</c> [Width].
/// </summary>
/// <param name="Width">Number of units, 1 or more.</param>
public sealed record GatedDense(int Width) : Layer
{
    /// <inheritdoc/>
    public override Node Build(GraphBuilder builder, Node input)
    {
        Node value = new Dense(Width).Build(builder, input);
        using (builder.Within("gate")) return value * new Dense(Width) { Activation = Activation.Sigmoid }.Build(builder, input);
    }
}
