using System.Collections.Immutable;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Layers;

namespace Hourglass.Models;

/// <summary>An autoencoder whose layers are said one by one. The last layer of the encoder gives the code, the last of the decoder as many numbers as a row has.</summary>
/// <param name="Encoder">Layers from the row to the code.</param>
/// <param name="Decoder">Layers from the code to the logits.</param>
public sealed record LayeredAutoencoder(ImmutableArray<Layer> Encoder, ImmutableArray<Layer> Decoder) : AutoencoderModel
{
    /// <inheritdoc/>
    public override Node Encode(GraphBuilder builder, Node input) => LayerStack.Build(builder, "encoder", Encoder, input);

    /// <inheritdoc/>
    /// <exception cref="InputException">The last layer does not give as many numbers as a row has.</exception>
    public override Node Decode(GraphBuilder builder, Node code, int logits)
    {
        Node output = LayerStack.Build(builder, "decoder", Decoder, code);
        return output.Shape.Columns == logits
            ? output
            : throw new InputException(
                "The decoder does not end where the data begins.", $"layer decoder.{Decoder.Length - 1}", $"{output.Shape.Columns} numbers",
                $"as many numbers as the loss takes for a row of the data: {logits}", $"end the decoder with a dense layer of width {logits}");
    }
}
