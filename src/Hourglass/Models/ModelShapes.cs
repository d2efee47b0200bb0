using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Layers;
using Hourglass.Likelihoods;

namespace Hourglass.Models;

/// <summary>What shapes an architecture and a likelihood give, checked where an autoencoder is built, so that the part at fault is the one named.</summary>
internal static class ModelShapes
{
    /// <summary>The code, <c>[batch, code]</c>.</summary>
    /// <param name="code">What the encoder gave.</param>
    /// <param name="architecture">Whose encoder.</param>
    /// <exception cref="InputException">It has another shape.</exception>
    public static Node Code(Node code, AutoencoderModel architecture) => code.Shape.IsBatch && code.Shape.Dimensions.Length == 1
        ? code
        : throw new InputException(
            "The encoder does not give one code a row.", architecture.GetType().Name, $"{code.Shape}", "[batch, code]",
            "end it with a dense layer, or with Reshape(Shape.Batch(numbers in a code))");

    /// <summary>The code behind the layers applied to it.</summary>
    /// <param name="code">What they gave.</param>
    /// <param name="before">What they were given.</param>
    /// <exception cref="InputException">It has another shape.</exception>
    public static Node SameCode(Node code, Node before) => code.Shape == before.Shape
        ? code
        : throw new InputException("The layers of the code change its size.", "code layers", $"{code.Shape}", $"{before.Shape}, as the encoder gives it", "put the layer into the encoder instead");

    /// <summary>The logits, <c>[batch, logits]</c>.</summary>
    /// <param name="logits">What the decoder gave.</param>
    /// <param name="count">How many the likelihood takes for a row.</param>
    /// <param name="architecture">Whose decoder.</param>
    /// <param name="layers">The decoder's layers.</param>
    /// <exception cref="InputException">It gave another number, or not a vector a row.</exception>
    public static Node Logits(Node logits, int count, AutoencoderModel architecture, IEnumerable<LayerSummary> layers)
    {
        if (logits.Shape == Shape.Batch(count)) return logits;
        bool isVector = logits.Shape.IsBatch && logits.Shape.Dimensions.Length == 1;
        throw new InputException(
            "The decoder does not end where the data begins.", layers.LastOrDefault() is { } last ? $"layer {last.Path}" : architecture.GetType().Name,
            isVector ? $"{logits.Shape.Columns} numbers" : $"{logits.Shape}", $"as many numbers as the loss takes for a row of the data: {count}",
            $"end the decoder with a dense layer of width {count}");
    }

    /// <summary>A reconstruction or a sample, <c>[batch, features]</c>.</summary>
    /// <param name="rows">What the likelihood made of the logits.</param>
    /// <param name="features">Width of a row.</param>
    /// <param name="likelihood">Which likelihood.</param>
    /// <param name="what">What it is: "reconstruction" or "sample".</param>
    /// <exception cref="InputException">It has another shape.</exception>
    public static Node Rows(Node rows, int features, Likelihood likelihood, string what) => rows.Shape == Shape.Batch(features)
        ? rows
        : throw new InputException(
            $"The {what} is no row of the data.", likelihood.GetType().Name, $"{rows.Shape}", $"{Shape.Batch(features)}",
            "give one number for each value of a row; LogitsFor says how many numbers it is made from");

    /// <summary>The loss, <c>[batch, 1]</c>.</summary>
    /// <param name="loss">What the likelihood gave.</param>
    /// <param name="likelihood">Which likelihood.</param>
    /// <exception cref="InputException">It has another shape.</exception>
    public static Node Loss(Node loss, Likelihood likelihood) => loss.Shape == Shape.PerRow
        ? loss
        : throw new InputException(
            "The loss does not give one number a row.", likelihood.GetType().Name, $"{loss.Shape}", $"{Shape.PerRow}", "end it with SumColumns()");
}
