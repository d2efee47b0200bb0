namespace Hourglass.Training;

/// <summary>How fast a training runs on this machine.</summary>
/// <param name="StepSeconds">Seconds of each step measured.</param>
/// <param name="SecondsPerEpoch">Seconds of an epoch with its validation.</param>
public sealed record TrainingMeasurement(IReadOnlyList<double> StepSeconds, double SecondsPerEpoch);
