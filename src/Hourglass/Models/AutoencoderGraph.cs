using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Regularisers;

namespace Hourglass.Models;

/// <summary>The graph of an autoencoder: <c>rows -> code -> logits -> reconstruction</c>, and the error of each row.</summary>
public sealed class AutoencoderGraph
{
    private readonly double _natsPerUnit;

    private AutoencoderGraph(AutoencoderDescription description, GraphBuilder builder, Node input, Node seen, Node code, Node logits)
    {
        (Builder, Input, Seen, Code, Logits) = (builder, input, seen, code, logits);
        Reconstruction = ModelShapes.Rows(description.Likelihood.Reconstruction(logits), input.Shape.Columns, description.Likelihood, "reconstruction");
        RowLoss = ModelShapes.Loss(description.Likelihood.Loss(Present(description, logits, input), input), description.Likelihood);
        _natsPerUnit = description.Likelihood.NatsPerUnit(input.Shape.Columns);
    }

    /// <summary>What the graph was built with; knows all parameters and states.</summary>
    public GraphBuilder Builder { get; }

    /// <summary>Scaled rows, <c>[batch, features]</c>.</summary>
    public Node Input { get; }

    /// <summary>The rows as the encoder sees them: corrupted in training, <c>[batch, features]</c>.</summary>
    public Node Seen { get; }

    /// <summary><c>[batch, code]</c>.</summary>
    public Node Code { get; }

    /// <summary>The decoder's output, <c>[batch, logits]</c>.</summary>
    public Node Logits { get; }

    /// <summary>In the units of the scaled data, <c>[batch, features]</c>.</summary>
    public Node Reconstruction { get; }

    /// <summary>The likelihood's error of each row, <c>[batch, 1]</c>.</summary>
    public Node RowLoss { get; }

    /// <summary>Squared error of each row, <c>[batch, 1]</c>: the article's ||x - x^||^2.</summary>
    public Node RowSquaredError => Reconstruction.SquaredDistance(Input);

    /// <summary>What the code costs in each row, in nats, <c>[batch, 1]</c>: 0 but for variational codes.</summary>
    public Node RowDivergence => SumOfTerms(term => term.PerRow);

    /// <summary>Error and cost of the code of each row as training weighs it, in units of the loss, <c>[batch, 1]</c>: what validation watches.</summary>
    public Node RowObjective => Builder.CodeTerms.Count == 0 ? RowLoss : RowLoss + (SumOfTerms(term => term.RowPenalty) * (1 / _natsPerUnit));

    /// <summary>-ln p(x | z) - ln p(z) + ln q(z | x) of each row for the code drawn, in nats, <c>[batch, 1]</c>: its mean is the negative evidence lower bound.</summary>
    public Node RowBound => (RowLoss * _natsPerUnit) + SumOfTerms(term => term.LogRatio);

    /// <summary>All trained values.</summary>
    public IReadOnlyList<Node> Parameters =>
        [.. Builder.Declarations.Select(declaration => declaration.Node).Where(node => node.Operation is Parameter)];

    /// <summary>All stored values as PyTorch names and lays them out, in the order in which the layers were built.</summary>
    public IReadOnlyList<TorchTensor> TorchTensors => Builder.Torch.Tensors(Builder.Declarations);

    /// <summary>Builds the graph.</summary>
    /// <param name="description">The autoencoder.</param>
    /// <param name="features">Width of a row.</param>
    /// <param name="isTraining">True for a training step: then the input is corrupted, dropout drops, statistics are gathered.</param>
    /// <param name="samplesCodes">Whether variational codes are drawn or stand for their mean; as in training when null (default).</param>
    /// <exception cref="Errors.InputException">A part gives another shape than its place asks for, or a setting of it is out of range.</exception>
    public static AutoencoderGraph Build(AutoencoderDescription description, int features, bool isTraining, bool? samplesCodes = null)
    {
        var builder = new GraphBuilder(new Graph(), isTraining, samplesCodes);
        Node input = builder.Graph.Input("row", Shape.Batch(features));
        Node seen = isTraining && description.Corruption is not null ? description.Corruption.Apply(input) : input;
        Node code = description.Architecture.CodeOf(builder, seen);
        code = ModelShapes.SameCode(LayerStack.Build(builder, "bottleneck", description.CodeLayers ?? [], code), code);
        Node logits = description.Architecture.LogitsOf(builder, code, description.Likelihood.LogitsFor(features), input);
        return new(description, builder, input, seen, code, logits);
    }

    /// <summary>The layers of an autoencoder, from the row to the code and back.</summary>
    /// <param name="description">The autoencoder.</param>
    /// <param name="features">Width of a row.</param>
    public static IReadOnlyList<LayerSummary> LayersOf(AutoencoderDescription description, int features) =>
        Build(description, features, isTraining: false).Builder.Layers;

    /// <summary>The objective and its named parts: the mean error of the rows, the cost of the code, and each penalty.</summary>
    public (Node Objective, IReadOnlyList<(string Name, Node Value)> Parts) Objective(AutoencoderDescription description)
    {
        List<(string Name, Node Value)> parts = [("reconstruction", RowLoss.MeanOverBatch())];
        parts.AddRange(Builder.CodeTerms.Select(term => (term.Name, term.Penalty * (1 / _natsPerUnit))));
        parts.AddRange(description.Regularisers.Select(r => (r.Name, r.Penalty(new RegularisedParts(Parameters, Code, Seen)))));
        return (parts.Select(part => part.Value).Aggregate((sum, next) => sum + next), parts);
    }

    // A missing value is 0 in the input, and its logits are put to 0 too: whatever the likelihood, no gradient comes from there.
    private static Node Present(AutoencoderDescription description, Node logits, Node input) => description.MissingFlags is not { } flags ? logits
        : logits * input.Graph.Apply(new PresenceMask([.. Enumerable.Range(0, logits.Shape.Columns / flags.Length).SelectMany(_ => flags)]), input);

    private Node SumOfTerms(Func<CodeTerm, Node> value) =>
        Builder.CodeTerms.Count == 0 ? Builder.Graph.Constant(Shape.PerRow, 0) : Builder.CodeTerms.Select(value).Aggregate((sum, next) => sum + next);
}
