using Hourglass.Data;
using Hourglass.Training;

namespace Hourglass.Cli.Terminal;

/// <summary>Why and when trainings end, and what tables hold, in words.</summary>
internal static class Words
{
    /// <summary>The word in JSON documents.</summary>
    public static string Of(StopReason reason) => reason.ToString().ToLowerInvariant();

    /// <summary>"14 columns (6 numbers, 8 categories)".</summary>
    public static string Of(TableSchema schema) => $"{Figures.Count(schema.Columns.Length, "column")} (" + string.Join(
        ", ", schema.Columns.CountBy(column => column.Kind).OrderBy(kind => kind.Key).Select(kind => kind is (ColumnKind.Category, > 1) ? $"{kind.Value} categories" : Figures.Count(kind.Value, kind.Key.ToString().ToLowerInvariant()))) + ")";

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
