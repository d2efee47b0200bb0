namespace Hourglass.Training;

/// <summary>
/// A file that a training writes now and then, from which it can go on after whatever happened, to the same bits as a training that was left
/// alone. The checkpoint before the last is kept beside it as <c>FILE.previous</c>, one that turned out to be damaged as <c>FILE.damaged</c>.
/// </summary>
/// <param name="File">The file.</param>
public sealed record CheckpointOptions(string File)
{
    /// <summary>Steps between two checkpoints; once an epoch when null (default).</summary>
    public long? EverySteps { get; init; }

    /// <summary>
    /// Whether to go on from the file, or from the one before it when that is damaged or missing; a training without either begins at the
    /// beginning. False (default) begins at the beginning whatever is there.
    /// </summary>
    public bool Resumes { get; init; }

    /// <summary>Told from which file a training goes on, before its next step; nobody is by default.</summary>
    public Action<ResumedFrom>? Told { get; init; }
}

/// <summary>Where a training goes on.</summary>
/// <param name="File">The checkpoint it goes on from.</param>
/// <param name="Step">Steps that were done.</param>
/// <param name="Epoch">The epoch under way, from 1.</param>
/// <param name="Problem">Why it is not the last one: what is wrong with that file, or null when it is.</param>
public sealed record ResumedFrom(string File, long Step, int Epoch, string? Problem);
