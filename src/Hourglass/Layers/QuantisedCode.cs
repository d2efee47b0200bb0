using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// A code that will be rounded to multiples of a step and entropy-coded: a linear layer, <c>[batch, features] -> [batch, Width]</c>. In training
/// uniform noise of one step stands for the rounding, so that gradients flow, and sum(ln(1 + |z| / step)) nats, about what a universal code of
/// the rounded number costs, are added to the loss under the name <c>rate</c>: codes become few and small.
/// Source: Balle, Laparra and Simoncelli 2017, section 3 (noise for rounding). Parameters: <c>weight</c>, <c>bias</c>.
/// </summary>
/// <param name="Width">Numbers in the code, 1 or more.</param>
public sealed record QuantisedCode(int Width) : Layer
{
    /// <summary>The step, in units of the code; above 0, 1 by default.</summary>
    public double Step { get; init; } = 1;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "quantised code";

    /// <inheritdoc/>
    public override IReadOnlyList<string> TorchModules(Shape input) => new Dense(Width).TorchModules(input);

    /// <inheritdoc/>
    /// <exception cref="InputException">A setting is out of range.</exception>
    public override Node Build(GraphBuilder builder, Node input)
    {
        if (!(Step > 0))
            throw new InputException("The quantised code cannot be built.", $"step of '{builder.Graph.Scope}'", FormattableString.Invariant($"{Step}"), "above 0", "change this setting");
        Node code = new Dense(Width).Build(builder, input);
        if (builder.SamplesCodes)
            code += (builder.Graph.Apply(new RandomUniform(builder.Graph.UniquePathOf("rounding"), code.Shape)) - 0.5) * Step;
        Node rate = ((code.Absolute() * (1 / Step)) + 1).Log().SumColumns();
        builder.Add(new CodeTerm("rate", rate.MeanOverBatch(), rate, rate, rate));
        return code;
    }
}
