namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What windows expect at the steps that they cover, added up, all in scaled units.</summary>
/// <param name="steps">Steps of the series.</param>
/// <param name="width">Columns.</param>
internal sealed class StepSums(int steps, int width)
{
    private readonly double[] _expected = new double[steps * width], _squares = new double[steps * width];
    private readonly int[] _windows = new int[steps];

    /// <summary>Adds a window.</summary>
    /// <param name="start">The step at which it begins.</param>
    /// <param name="observed">[steps of the window, width]; NaN where a value is missing.</param>
    /// <param name="expected">As many.</param>
    /// <returns>The sum of its squared residuals, and the values that are there.</returns>
    public (double Squares, int Present) Add(int start, ReadOnlySpan<float> observed, ReadOnlySpan<float> expected)
    {
        double sum = 0;
        int present = 0, first = start * width;
        for (int i = 0; i < observed.Length; i++)
        {
            double residual = (double)observed[i] - expected[i];
            _expected[first + i] += expected[i];
            _squares[first + i] += residual * residual;
            if (double.IsNaN(residual)) continue;
            sum += residual * residual;
            present++;
        }

        for (int step = 0; step < observed.Length / width; step++) _windows[start + step]++;
        return (sum, present);
    }

    /// <summary>The mean of what is expected at a step, [width].</summary>
    public float[] ExpectedOf(int step) => [.. Enumerable.Range(step * width, width).Select(i => (float)(_expected[i] / _windows[step]))];

    /// <summary>The squared residuals at a step, added up, [width]; NaN where the value is missing.</summary>
    public ReadOnlySpan<double> SquaresOf(int step) => _squares.AsSpan(step * width, width);
}
