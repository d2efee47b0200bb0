using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>
/// The code of a variational autoencoder: a normal distribution for each row, <c>[batch, features] -> [batch, Width]</c>. With mean m and
/// log-variance v two linear functions of the input, a code is drawn as z = m + e^(v/2) noise in training (reparameterised, so that gradients
/// flow), and is m otherwise. The divergence from the prior N(0, 1), 1/2 sum(e^v + m^2 - 1 - v) nats, is added to the loss under the name <c>kl</c>.
/// Source: Kingma and Welling 2014, appendix B; <see cref="Weight"/>: Higgins et al. 2017; <see cref="FreeBits"/>: Kingma et al. 2016, appendix C.8.
/// Parameters: <c>mean.weight</c>, <c>mean.bias</c>, <c>variance.weight</c>, <c>variance.bias</c>.
/// </summary>
/// <param name="Width">Numbers in the code, 1 or more.</param>
public sealed record GaussianCode(int Width) : Layer
{
    // A log-variance is kept within +-8 by 8 tanh(v/8), so that no exponential runs away early in training.
    private const double LargestLogVariance = 8;

    /// <summary>What the divergence is multiplied by in training; 1 by default (the evidence lower bound), larger for disentangled codes.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Nats that each number of the code may carry, averaged over the batch, before it costs anything; 0 by default. Keeps a strong decoder from ignoring the code.</summary>
    public double FreeBits { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "gaussian code";

    /// <inheritdoc/>
    /// <remarks>The code is what <c>mean</c> gives; the log-variance is 8 tanh(v/8) of what <c>variance</c> gives.</remarks>
    public override IReadOnlyList<string> TorchModules(Shape input) =>
        [$"nn.ModuleDict({{'mean': nn.Linear({input.Features}, {Width}), 'variance': nn.Linear({input.Features}, {Width})}})"];

    /// <inheritdoc/>
    /// <exception cref="InputException">A setting is out of range.</exception>
    public override Node Build(GraphBuilder builder, Node input)
    {
        Check(Width >= 1, "code", Width, "the code has at least one number");
        Check(Weight > 0, "KL weight", Weight, "above 0");
        Check(FreeBits >= 0, "free bits", FreeBits, "0 or more");
        Node mean = Linear(builder, "mean", input, Initialiser.GlorotUniform);
        Node logVariance = (Linear(builder, "variance", input, Initialiser.Zeros) * (1 / LargestLogVariance)).Tanh() * LargestLogVariance;
        Node divergence = (logVariance.Exp() + mean.Square() - logVariance - 1) * 0.5;
        Node code = mean, logRatio = divergence.SumColumns();
        if (builder.SamplesCodes)
        {
            Node noise = builder.Graph.Apply(new RandomNormal(builder.Graph.UniquePathOf("noise"), mean.Shape));
            code = mean + ((logVariance * 0.5).Exp() * noise);
            logRatio = ((code.Square() - noise.Square() - logVariance) * 0.5).SumColumns();
        }

        Node perNumber = divergence.MeanOfRows();
        if (FreeBits > 0) perNumber = perNumber.Maximum(builder.Graph.Constant(Shape.Scalar, FreeBits));
        Node perRow = divergence.SumColumns();
        builder.Add(new CodeTerm("kl", perNumber.Sum() * Weight, perRow * Weight, perRow, logRatio));
        return code;
    }

    private Node Linear(GraphBuilder builder, string name, Node input, Initialiser initialiser)
    {
        using IDisposable scope = builder.Within(name);
        return new Dense(Width) { Initialiser = initialiser }.Build(builder, input);
    }

    private static void Check(bool holds, string where, double found, string rule)
    {
        if (!holds) throw new InputException("The variational code cannot be built.", where, FormattableString.Invariant($"{found}"), rule, "change this setting");
    }
}
