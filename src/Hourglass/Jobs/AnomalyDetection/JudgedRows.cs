using Hourglass.Statistics;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>Normal rows that were judged by autoencoders that do not know them: they tell how high normal scores get, and what is usual of the columns.</summary>
/// <param name="terms">What the rows mean.</param>
internal sealed class JudgedRows(RowTerms terms)
{
    // Enough to tell what is usual.
    private const int EnoughRows = 1000;

    // What lies within one deviation where it is distributed normally.
    private const double WithinDeviation = 0.6827;

    private readonly List<float> _scores = [];
    private readonly double[] _shares = new double[terms.Columns.Count];
    private readonly List<float>[] _differences = [.. terms.Columns.Select(_ => new List<float>())];
    private int _looked;

    /// <summary>Takes some rows.</summary>
    /// <param name="rows">What was found out about them.</param>
    /// <param name="count">How many they are.</param>
    public void Add(IEnumerable<RowFinding> rows, int count)
    {
        int step = Math.Max(1, count / EnoughRows), at = 0;
        foreach (RowFinding row in rows)
        {
            _scores.Add(row.Score);
            if (at++ % step == 0) Look(row);
        }
    }

    /// <summary>How high their scores get.</summary>
    public ConformalCalibration Calibration => new([.. _scores]);

    /// <summary>What is usual of their columns.</summary>
    public UsualColumns Usual => new([.. _shares.Select(sum => (float)(sum / Math.Max(1, _looked)))], [.. _differences.Select(SpreadOf)]);

    private void Look(RowFinding row)
    {
        double[] shares = row.Shares.ByColumn(terms);
        double sum = shares.Sum();
        if (sum > 0) _looked++;
        for (int column = 0; column < shares.Length && sum > 0; column++)
        {
            _shares[column] += shares[column] / sum;
            if (terms.Columns[column].HasCategories) continue;
            float difference = Math.Abs(terms.ValueOf(column, row.Observed.Span) - terms.ValueOf(column, row.Expected.Span));
            if (float.IsFinite(difference)) _differences[column].Add(difference);
        }
    }

    private static float SpreadOf(List<float> differences) => differences.Count == 0 ? float.NaN : (float)Quantiles.Of([.. differences.Order()], WithinDeviation);
}
