using Hourglass.Graphs.Planning;
using Hourglass.Layers;
using Hourglass.Models;
using Hourglass.Numerics;

namespace Hourglass.Training;

/// <summary>What a training will cost, told before it begins.</summary>
/// <param name="Layers">From the row to the code and back.</param>
/// <param name="Cost">Parameters, work and memory of a step.</param>
/// <param name="PeakBytes">Memory of the whole process at most, its data counted.</param>
/// <param name="StepsPerEpoch">Steps in a pass over the training rows.</param>
/// <param name="SecondsPerEpoch">Measured on real batches: shuffling, validation and keeping the best weights included.</param>
public sealed record TrainingPlan(IReadOnlyList<LayerSummary> Layers, PlanDescription Cost, long PeakBytes, int StepsPerEpoch, double SecondsPerEpoch)
{
    private static readonly TimeSpan Calibration = TimeSpan.FromSeconds(1);

    /// <summary>Describes a training and trains for a second to see how long an epoch takes.</summary>
    public static TrainingPlan Of(AutoencoderDescription description, Trainer trainer, int features)
    {
        // Before measuring, which takes a copy of all values that the training does without.
        long peak = Math.Max(trainer.PeakBytes, ResidentMemory.Peak);
        return new(AutoencoderGraph.LayersOf(description, features), trainer.Describe(), peak, trainer.StepsPerEpoch, trainer.Measure(Calibration).SecondsPerEpoch);
    }
}
