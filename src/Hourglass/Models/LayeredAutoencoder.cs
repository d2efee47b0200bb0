using System.Collections.Immutable;
using Hourglass.Graphs;
using Hourglass.Layers;

namespace Hourglass.Models;

/// <summary>An autoencoder whose layers are said one by one. The last layer of the encoder gives the code, the last of the decoder as many numbers as the loss takes for a row.</summary>
/// <param name="Encoder">Layers from the row to the code.</param>
/// <param name="Decoder">Layers from the code to the logits.</param>
public sealed record LayeredAutoencoder(ImmutableArray<Layer> Encoder, ImmutableArray<Layer> Decoder) : AutoencoderModel
{
    /// <inheritdoc/>
    public override Node Encode(GraphBuilder builder, Node input) => LayerStack.Build(builder, "encoder", Encoder, input);

    /// <inheritdoc/>
    public override Node Decode(GraphBuilder builder, Node code, int logits) => LayerStack.Build(builder, "decoder", Decoder, code);
}
