using Hourglass.Training;

namespace Hourglass.Cli.Terminal;

/// <summary>The falling loss in one line.</summary>
internal static class LossCurve
{
    private const int Points = 32;
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>For instance "0.69 ███▇▅▃▂▁ 0.26"; the bars stand on a logarithmic scale of epochs.</summary>
    public static string Draw(IReadOnlyList<EpochRecord> history)
    {
        double first = history[0].Loss, last = history[^1].Loss, highest = history.Max(epoch => epoch.Loss), lowest = history.Min(epoch => epoch.Loss);
        IEnumerable<char> bars = Enumerable.Range(0, Points).Select(point =>
        {
            int epoch = (int)Math.Round(Math.Pow(history.Count, point / (Points - 1.0))) - 1;
            double height = highest > lowest ? (history[epoch].Loss - lowest) / (highest - lowest) : 0;
            return Bars[(int)Math.Round(height * (Bars.Length - 1))];
        });
        return $"{Figures.Measure(first)} {string.Concat(bars)} {Figures.Measure(last)}";
    }
}
