using Hourglass.Models;
using Hourglass.Statistics;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// Rows of columns. They are compared in two forms at once, their scaled values and their normal scores: the first sees how far a value lies outside, the
/// second how rare it is where most values are crowded together.
/// </summary>
internal sealed class ColumnRowForm : RowForm
{
    private const int Narrow = 128, Wide = 256, ManyColumns = 50;

    public override int Folds => 5;

    public override long MostSteps => long.MaxValue;

    public override Autoencoder Denoising(int width)
    {
        int units = width < ManyColumns ? Narrow : Wide;
        return AnomalyDetection.Denoising with { Architecture = DenseAutoencoder.From(AnomalyDetection.DenoisingArchitecture with { Code = units, Layers = [units] }) };
    }

    public override void Weigh(Span<double> residual, ReadOnlySpan<float> row)
    {
        // Scaling has given every column its weight.
    }

    public override ComparedForm Compare(float[] table, int width)
    {
        var scores = NormalScores.Fit(table, width);
        return (scaled, target) =>
        {
            scaled.CopyTo(target);
            scores.Apply(scaled, target[width..]);
        };
    }
}
