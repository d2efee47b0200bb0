using System.Collections.Immutable;
using Hourglass.Corruptions;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Regularisers;

namespace Hourglass.Models;

/// <summary>An autoencoder on all its axes: architecture, likelihood, corruption of the input, penalties.</summary>
/// <param name="Architecture">Encoder and decoder.</param>
/// <param name="Likelihood">What the decoder's output means.</param>
public sealed record AutoencoderDescription(AutoencoderModel Architecture, Likelihood Likelihood)
{
    /// <summary>Damage done to the input in training; none by default.</summary>
    public Corruption? Corruption { get; init; }

    /// <summary>Layers applied to the code, whatever the architecture: what makes it sparse or orders it. They keep its size; none when null (default).</summary>
    public ImmutableArray<Layer>? CodeLayers { get; init; }

    /// <summary>
    /// For each value of a row: the value, from 0, that is 1 where it is missing, or -1 where none says so. What is missing takes no part in the loss.
    /// Null (default) where nothing is ever missing.
    /// </summary>
    public ImmutableArray<int>? MissingFlags { get; init; }

    /// <summary>Penalties added to the loss; none by default.</summary>
    public ImmutableArray<Regulariser> Regularisers { get; init; } = [];

    /// <summary>Whether its code is a distribution, from which codes can be drawn.</summary>
    /// <param name="width">Numbers in a row.</param>
    /// <exception cref="Errors.InputException">The parts do not fit together.</exception>
    public bool IsVariational(int width) => AutoencoderGraph.Build(this, width, isTraining: false).Builder.CodeTerms.Count > 0;
}
