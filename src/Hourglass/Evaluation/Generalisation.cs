namespace Hourglass.Evaluation;

/// <summary>The same measures on the rows a model was trained on and on rows it has not seen: how well it generalises.</summary>
/// <param name="Training">On the training rows.</param>
/// <param name="Validation">On the rows held back; null when there were none.</param>
public sealed record Generalisation(ReconstructionMeasures Training, ReconstructionMeasures? Validation)
{
    /// <summary>By which share the mean squared error is larger on rows not seen; null without such rows. Near 0 is good, much above it is overfitting.</summary>
    public double? Gap => Validation is null || Training.Mse == 0 ? null : (Validation.Mse / Training.Mse) - 1;
}
