using System.Collections.Immutable;
using Hourglass.Layers;

namespace Hourglass.Models;

/// <summary>What every architecture can be asked for in one set of words; each takes what makes sense for it.</summary>
public sealed record ArchitectureOptions
{
    /// <summary>Size of the code; 32 by default.</summary>
    public int Code { get; init; } = 32;

    /// <summary>Widths of the encoder's hidden layers; none by default.</summary>
    public ImmutableArray<int> Layers { get; init; } = [];

    /// <summary>Widths of the decoder's hidden layers; mirrored by default.</summary>
    public ImmutableArray<int>? DecoderLayers { get; init; }

    /// <summary>Activation of hidden layers; ReLU by default.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Activation of the code; by default ReLU as in the article, linear when there are hidden layers.</summary>
    public Activation? CodeActivation { get; init; }

    /// <summary>Normalisation of hidden layers; none by default.</summary>
    public Normalisation Normalisation { get; init; }

    /// <summary>Share of hidden units dropped in training; 0 by default.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether the decoder uses the encoder's weights transposed; false by default.</summary>
    public bool TiedWeights { get; init; }

    /// <summary>What a variational code's divergence is multiplied by in training; 1 by default.</summary>
    public double KlWeight { get; init; } = 1;

    /// <summary>Nats that each number of a variational code may carry for nothing; 0 by default.</summary>
    public double FreeBits { get; init; }

    /// <summary>First values of the weights; each activation's own by default.</summary>
    public Initialiser? Initialiser { get; init; }
}
