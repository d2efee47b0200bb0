using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// Each picture's groups of neighbouring channels brought to mean 0 and variance 1 over all pixels, then scaled and shifted by channel:
/// <c>[batch, height, width, channels] -> [batch, height, width, channels]</c>. The same in training and afterwards. Source: Wu and He 2018; as PyTorch's
/// <c>GroupNorm</c>. Parameters: <c>scale</c> and <c>offset</c> [channels].
/// </summary>
/// <param name="Groups">Number of groups, which divides that of channels.</param>
public sealed record GroupNormalisation(int Groups) : PictureLayer
{
    /// <summary>Added to the variance; 1e-5 by default, as in PyTorch (Keras: 1e-3).</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => $"group normalisation {Groups}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input) => [FormattableString.Invariant($"nn.GroupNorm({Groups}, {input.Features}, eps={Epsilon})")];

    /// <inheritdoc/>
    /// <exception cref="InputException">The groups do not divide the channels.</exception>
    protected override Node Build(GraphBuilder builder, Node input, PictureSize size)
    {
        Require(builder, Groups > 0 && size.Channels % Groups == 0, "groups", Groups, $"a divisor of the {size.Channels} channels");
        return Normalise(builder, input, new GroupNormalise(new(Groups, Epsilon)));
    }

    /// <summary>Declares scale and offset, and normalises pictures with an operation.</summary>
    internal static Node Normalise(GraphBuilder builder, Node input, Operation operation)
    {
        Shape channels = Shape.Fixed(input.Shape.Features);
        Node scale = builder.Parameter("scale", channels, Initialiser.Ones), offset = builder.Parameter("offset", channels, Initialiser.Zeros);
        builder.Torch.Tensor("weight", isTransposed: false, scale);
        builder.Torch.Tensor("bias", isTransposed: false, offset);
        return builder.Graph.Apply(operation, input, scale, offset);
    }
}
