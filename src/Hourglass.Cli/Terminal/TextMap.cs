using Hourglass.Evaluation;

namespace Hourglass.Cli.Terminal;

/// <summary>A map in the terminal: each point the first letter of its label, later points over earlier ones.</summary>
internal static class TextMap
{
    private const int Height = 24, LargestWidth = 76;

    public static IEnumerable<string> Lines(IReadOnlyList<MapPoint> points, int width)
    {
        width = Math.Min(LargestWidth, width - 4);
        (double x0, double x1) = (points.Min(point => point.X), points.Max(point => point.X));
        (double y0, double y1) = (points.Min(point => point.Y), points.Max(point => point.Y));
        char[][] grid = [.. Enumerable.Range(0, Height).Select(_ => new string(' ', width).ToCharArray())];
        foreach (MapPoint point in points)
        {
            int x = (int)((point.X - x0) / Math.Max(1e-12, x1 - x0) * (width - 1)), y = (int)((y1 - point.Y) / Math.Max(1e-12, y1 - y0) * (Height - 1));
            grid[y][x] = point.Label is { Length: > 0 } label ? label[0] : '*';
        }

        return grid.Select(line => "  " + new string(line).TrimEnd());
    }
}
