namespace Hourglass.Statistics;

/// <summary>
/// Turns scores into p-values by comparing them with the scores of normal rows that were held back (Laxhammar and Falkman 2010; Bates and others
/// 2023). For a normal row the p-value is at most a with a chance of at most a, whatever the scores are.
/// </summary>
public sealed class ConformalCalibration
{
    private readonly float[] _scores;

    /// <summary>A calibration.</summary>
    /// <param name="scores">Scores of the rows held back, higher is more abnormal; at least one, no NaN.</param>
    public ConformalCalibration(params ReadOnlySpan<float> scores)
    {
        if (scores.IsEmpty) throw new ArgumentException("A calibration needs at least one score.", nameof(scores));
        _scores = scores.ToArray();
        Array.Sort(_scores);
    }

    /// <summary>The scores, ascending.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>The smallest p-value there can be, and so the smallest rate of false alarms: 1 / (n + 1).</summary>
    public double SmallestRate => SmallestRateOf(_scores.Length);

    /// <summary>The smallest rate of false alarms that some number of rows held back allows.</summary>
    public static double SmallestRateOf(int rows) => 1.0 / (rows + 1);

    /// <summary>(1 + the number of calibration scores that are at least as high) / (n + 1).</summary>
    public double PValue(float score) => (1 + AtLeast(score)) * SmallestRate;

    /// <summary>The highest score that is no alarm: scores above it have a p-value of at most the rate.</summary>
    /// <param name="rate">The rate of false alarms, from <see cref="SmallestRate"/>, below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of its range.</exception>
    public float Threshold(double rate)
    {
        // The rate may itself be a p-value, rounded.
        const double Rounding = 1e-9;
        int exceedances = (int)((rate * (_scores.Length + 1)) + Rounding) - 1;
        if (exceedances < 0 || !(rate < 1)) throw new ArgumentOutOfRangeException(nameof(rate), rate, $"A rate from {SmallestRate} and below 1.");
        return _scores[_scores.Length - 1 - exceedances];
    }

    private int AtLeast(float score)
    {
        int low = 0, high = _scores.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_scores[middle] < score) low = middle + 1;
            else high = middle;
        }

        return _scores.Length - low;
    }
}
