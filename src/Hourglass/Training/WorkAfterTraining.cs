using System.Collections.Immutable;

namespace Hourglass.Training;

/// <summary>What a job does with a trained autoencoder before it is done, as far as memory goes: told beforehand, like that of the training itself.</summary>
/// <param name="Questions">What is asked of the autoencoder; each kind keeps a session of its own.</param>
/// <param name="Bytes">Memory that the job itself holds at most.</param>
internal sealed record WorkAfterTraining(ImmutableArray<InferenceKind> Questions, long Bytes = 0)
{
    /// <summary>The autoencoder alone: rows are reconstructed, to say how good it is.</summary>
    public static WorkAfterTraining OfAutoencoder { get; } = new([InferenceKind.Reconstruct]);
}
