using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;

namespace Outsider;

/// <summary>
/// Channels weighed by what is in the whole picture: y = x * sigmoid(W2 relu(W1 mean(x) + b1) + b2), the mean over the pixels of each channel, the product at each
/// pixel; <c>[batch, height, width, channels] -> [batch, height, width, channels]</c>. Source: Hu, Shen and Sun 2018, section 3.
/// Parameters: <c>squeeze.weight</c> [channels, Units], <c>excite.weight</c> [Units, channels], and a <c>bias</c> of each.
/// </summary>
/// <param name="Units">Numbers that a picture is squeezed to, 1 or more.</param>
public sealed record SqueezeAndExcitation(int Units) : PictureLayer
{
    /// <inheritdoc/>
    protected override Node Build(GraphBuilder builder, Node input, PictureSize size)
    {
        Require(builder, Units >= 1, "units", Units, "one or more");
        Node means = input.SumPositions() * (1.0 / size.Pixels), shares;
        using (builder.Within("squeeze")) shares = new Dense(Units) { Activation = Activation.Relu }.Build(builder, means);
        using (builder.Within("excite")) shares = new Dense(size.Channels) { Activation = Activation.Sigmoid }.Build(builder, shares);
        return input * shares.RepeatOver(input.Shape);
    }
}
