using Hourglass.Training;

namespace Hourglass.Cli.Terminal;

/// <summary>Why and when trainings end, in words.</summary>
internal static class Words
{
    /// <summary>The word in JSON documents.</summary>
    public static string Of(StopReason reason) => reason.ToString().ToLowerInvariant();

    /// <summary>"stable after 212 epochs (3.1 s), best at epoch 202".</summary>
    public static string Of(TrainingManifest training)
    {
        if (training.StopReason == StopReason.Imported) return "the weights were made elsewhere";
        string verb = training.StopReason switch
        {
            StopReason.Stable => "stable after",
            StopReason.Interrupted => "interrupted after",
            StopReason.Diverged => "diverged after",
            _ => "ended after",
        };
        return $"{verb} {Figures.Count(training.Epochs, "epoch")} ({Figures.Seconds(training.Seconds)}), weights of epoch {training.BestEpoch}";
    }
}
