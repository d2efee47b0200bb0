using Hourglass.Graphs;

namespace Hourglass.Layers;

/// <summary>What a code layer adds to the loss: how far the distribution of a code is from its prior, in nats.</summary>
/// <param name="Name">Its name in progress and reports: <c>kl</c>.</param>
/// <param name="Penalty">What training adds to the objective, weights and free bits applied: a scalar <c>[]</c>.</param>
/// <param name="RowPenalty">The same for each row, <c>[batch, 1]</c>, weights applied but not free bits, which count over a batch: what validation adds, so that both losses can be compared.</param>
/// <param name="PerRow">The term itself, unweighted, for each row, <c>[batch, 1]</c>.</param>
/// <param name="LogRatio">ln q(z | x) - ln p(z) of the code z that was drawn, <c>[batch, 1]</c>: its mean over draws is the term.</param>
public sealed record CodeTerm(string Name, Node Penalty, Node RowPenalty, Node PerRow, Node LogRatio);
