using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Regularisers;

namespace Hourglass.Models;

/// <summary>The graph of an autoencoder: <c>rows -> code -> logits -> reconstruction</c>, and the error of each row.</summary>
public sealed class AutoencoderGraph
{
    private AutoencoderGraph(GraphBuilder builder, Node input, Node code, Node reconstruction, Node rowLoss)
    {
        (Builder, Input, Code, Reconstruction, RowLoss) = (builder, input, code, reconstruction, rowLoss);
    }

    /// <summary>What the graph was built with; knows all parameters and states.</summary>
    public GraphBuilder Builder { get; }

    /// <summary>Scaled rows, <c>[batch, features]</c>.</summary>
    public Node Input { get; }

    /// <summary><c>[batch, code]</c>.</summary>
    public Node Code { get; }

    /// <summary>In the units of the scaled data, <c>[batch, features]</c>.</summary>
    public Node Reconstruction { get; }

    /// <summary>The likelihood's error of each row, <c>[batch, 1]</c>.</summary>
    public Node RowLoss { get; }

    /// <summary>Squared error of each row, <c>[batch, 1]</c>: the article's ||x - x^||^2.</summary>
    public Node RowSquaredError => Reconstruction.SquaredDistance(Input);

    /// <summary>All trained values.</summary>
    public IReadOnlyList<Node> Parameters =>
        [.. Builder.Declarations.Select(declaration => declaration.Node).Where(node => node.Operation is Parameter)];

    /// <summary>Builds the graph.</summary>
    /// <param name="description">The autoencoder.</param>
    /// <param name="features">Width of a row.</param>
    /// <param name="isTraining">True for a training step: then the input is corrupted, dropout drops, statistics are gathered.</param>
    public static AutoencoderGraph Build(AutoencoderDescription description, int features, bool isTraining)
    {
        var builder = new GraphBuilder(new Graph(), isTraining);
        Node input = builder.Graph.Input("row", Shape.Batch(features));
        Node seen = isTraining && description.Corruption is not null ? description.Corruption.Apply(input) : input;
        Node code = description.Architecture.Encode(builder, seen);
        Node logits = description.Architecture.Decode(builder, code, features);
        return new(builder, input, code, description.Likelihood.Reconstruction(logits), description.Likelihood.Loss(logits, input));
    }

    /// <summary>The layers of an autoencoder, from the row to the code and back.</summary>
    /// <param name="description">The autoencoder.</param>
    /// <param name="features">Width of a row.</param>
    public static IReadOnlyList<LayerSummary> LayersOf(AutoencoderDescription description, int features) =>
        Build(description, features, isTraining: false).Builder.Layers;

    /// <summary>Builds the decoder alone: an input <c>[batch, code]</c> and the reconstruction.</summary>
    public static (Node Code, Node Reconstruction) BuildDecoder(AutoencoderDescription description, int features, int codeSize)
    {
        var builder = new GraphBuilder(new Graph(), false);
        Node code = builder.Graph.Input("code", Shape.Batch(codeSize));
        return (code, description.Likelihood.Reconstruction(description.Architecture.Decode(builder, code, features)));
    }

    /// <summary>The objective and its named parts: the mean error of the rows, and each penalty.</summary>
    public (Node Objective, IReadOnlyList<(string Name, Node Value)> Parts) Objective(AutoencoderDescription description)
    {
        List<(string Name, Node Value)> parts = [("reconstruction", RowLoss.MeanOverBatch())];
        parts.AddRange(description.Regularisers.Select(r => (r.Name, r.Penalty(new RegularisedParts(Parameters, Code)))));
        return (parts.Select(part => part.Value).Aggregate((sum, next) => sum + next), parts);
    }
}
