using Hourglass.Baselines;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>The honest rivals of a detector, fitted on the training rows that it keeps: what they make of some rows.</summary>
internal static class DetectionRivals
{
    /// <summary>Principal components of more columns than this take too long for a look beside.</summary>
    private const int WidestComponents = 1024;

    /// <summary>The distance to the nearest training row.</summary>
    public const string Nearest = "nearest neighbour";

    /// <summary>Scores by the rival's name; higher is more abnormal.</summary>
    /// <param name="reference">The training rows.</param>
    /// <param name="scaled">[queries, width], scaled; NaN where a value is missing.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public static IEnumerable<(string Name, float[] Scores)> Scores(NearestNeighbour reference, float[] scaled, CancellationToken cancellationToken)
    {
        yield return (Nearest, reference.Distances(scaled, cancellationToken));
        yield return ("isolation forest", IsolationForest.Fit(reference.Rows, reference.Width, reference.CopyRow, 0).Scores(scaled, cancellationToken));
        if (reference.Rows < 2 || reference.Width > WidestComponents) yield break;
        yield return ("PCA", ComponentDistance.Fit(reference.Rows, reference.Width, reference.CopyRow, cancellationToken).Scores(scaled, cancellationToken));
    }
}
