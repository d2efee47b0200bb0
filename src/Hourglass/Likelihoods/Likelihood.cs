using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hourglass.Graphs;

namespace Hourglass.Likelihoods;

/// <summary>
/// How a decoder's output (the logits) is read: what reconstruction it stands for, and what error it makes on a row of targets.
/// To add one, derive from this and name it in a catalog.
/// </summary>
public abstract record Likelihood
{
    /// <summary>The likelihood for rows of a shape, for instance <c>[28, 28]</c>: where it needs to know it, it takes note of it; itself by default.</summary>
    /// <param name="rowShape">Shape of a row of the training data.</param>
    public virtual Likelihood ForRows(ImmutableArray<int> rowShape) => this;

    /// <summary>The reconstruction, in the units of the scaled data.</summary>
    /// <param name="logits">The decoder's output, <c>[batch, logits]</c>: <see cref="LogitsFor"/> says how many.</param>
    /// <returns><c>[batch, features]</c>; another shape is refused where the graph is built.</returns>
    public abstract Node Reconstruction(Node logits);

    /// <summary>The reconstruction as a Python expression of PyTorch, of the variable <c>logits</c>; the logits themselves by default.</summary>
    /// <param name="features">Values in a row.</param>
    public virtual string ReconstructionInTorch(int features) => "logits";

    /// <summary>How many logits a decoder gives for a row; one a value by default.</summary>
    /// <param name="features">Values in a row.</param>
    public virtual int LogitsFor(int features) => features;

    /// <summary>
    /// A row drawn from the distribution that the logits stand for, rather than its mean; the reconstruction itself by default, as is usual for
    /// grey pictures.
    /// </summary>
    /// <param name="logits">The decoder's output, <c>[batch, logits]</c>.</param>
    /// <returns><c>[batch, features]</c>.</returns>
    public virtual Node Sample(Node logits) => Reconstruction(logits);

    /// <summary>
    /// How many nats one unit of the loss stands for, so that a divergence in nats can be put on its scale: as many as a row has values for
    /// losses that are means over them, 1 (default) for those that are sums.
    /// </summary>
    /// <param name="features">Values in a row.</param>
    public virtual double NatsPerUnit(int features) => 1;

    /// <summary>The error of each row.</summary>
    /// <param name="logits">The decoder's output, <c>[batch, logits]</c>.</param>
    /// <param name="target">The scaled data, <c>[batch, features]</c>.</param>
    /// <returns><c>[batch, 1]</c>; another shape is refused where the graph is built.</returns>
    public abstract Node Loss(Node logits, Node target);

    /// <summary>
    /// True when the loss in nats is minus the logarithm of a probability or density that sums to 1, so that likelihoods can be told and compared;
    /// false (default) for errors that leave its constant or its variance open.
    /// </summary>
    [JsonIgnore]
    public virtual bool IsProbability => false;

    /// <summary>True when the values of a row are ids, whole numbers that name something; false (default) for quantities.</summary>
    [JsonIgnore]
    public virtual bool IsOfIds => false;

    /// <summary>True when targets must lie in [0, 1].</summary>
    [JsonIgnore]
    public virtual bool NeedsUnitInterval => false;
}
