using System.Globalization;
using System.Text;
using Hourglass.Evaluation;

namespace Hourglass.Formats.Html;

/// <summary>Charts as SVG inside a page. Text stays text, so that it needs no font of ours and any language shows.</summary>
internal static class SvgChart
{
    private const int Width = 720, Height = 320, Left = 70, Right = 20, Top = 10, Bottom = 40, MapHeight = 560;
    private static readonly string[] Colours = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb", "#e69f00", "#000000", "#009e73"];

    public static string Colour(int index) => Colours[index % Colours.Length];

    /// <summary>Lines with axes and a legend.</summary>
    public static string Lines(LineSection section)
    {
        (double X, double Y)[] all = [.. section.Lines.SelectMany(line => line.Points).Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];
        if (all.Length == 0) return "<p>Nothing to draw.</p>";
        (double x0, double x1, double y0, double y1) = Bounds(all);
        var svg = Begin(Height);
        Axes(svg, section.XTitle, section.YTitle, x0, x1, y0, y1);
        for (int i = 0; i < section.Lines.Count; i++)
        {
            IEnumerable<string> points = section.Lines[i].Points.Where(point => double.IsFinite(point.Y))
                .Select(point => $"{Text(X(point.X, x0, x1))},{Text(Y(point.Y, y0, y1, Height))}");
            svg.Append($"<polyline fill=\"none\" stroke=\"{Colour(i)}\" stroke-width=\"1.5\" points=\"{string.Join(' ', points)}\"/>");
            Legend(svg, i, section.Lines[i].Name, Height);
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>Points coloured by label, with a legend.</summary>
    public static string Map(MapSection section)
    {
        if (section.Points.Count == 0) return "<p>Nothing to draw.</p>";
        (double x0, double x1, double y0, double y1) = Bounds([.. section.Points.Select(point => (point.X, point.Y))]);
        string[] labels = [.. section.Points.Select(point => point.Label).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        var svg = Begin(MapHeight);
        foreach (MapPoint point in section.Points)
        {
            string colour = point.Label is null ? Colours[0] : Colour(Array.IndexOf(labels, point.Label));
            svg.Append($"<circle cx=\"{Text(X(point.X, x0, x1))}\" cy=\"{Text(Y(point.Y, y0, y1, MapHeight))}\" r=\"2.5\" fill=\"{colour}\" fill-opacity=\"0.75\"/>");
        }

        for (int i = 0; i < Math.Min(labels.Length, 20); i++) Legend(svg, i, labels[i], MapHeight);
        return svg.Append("</svg>").ToString();
    }

    private static StringBuilder Begin(int height) => new($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" font-size=\"12\" fill=\"#333\">");

    private static void Axes(StringBuilder svg, string xTitle, string yTitle, double x0, double x1, double y0, double y1)
    {
        svg.Append($"<path d=\"M{Left},{Top}V{Height - Bottom}H{Width - Right}\" fill=\"none\" stroke=\"#999\"/>");
        for (int i = 0; i <= 4; i++)
        {
            double x = x0 + ((x1 - x0) * i / 4), y = y0 + ((y1 - y0) * i / 4);
            svg.Append($"<text x=\"{Text(X(x, x0, x1))}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{x.ToString("G3", CultureInfo.InvariantCulture)}</text>");
            svg.Append($"<text x=\"{Left - 6}\" y=\"{Text(Y(y, y0, y1, Height) + 4)}\" text-anchor=\"end\">{y.ToString("G3", CultureInfo.InvariantCulture)}</text>");
        }

        svg.Append($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">{HtmlReport.Escape(xTitle)}</text>");
        svg.Append($"<text transform=\"translate(14,{(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{HtmlReport.Escape(yTitle)}</text>");
    }

    private static void Legend(StringBuilder svg, int index, string name, int height)
    {
        int y = Top + 12 + (index * 16);
        if (y > height - Bottom) return;
        svg.Append($"<rect x=\"{Width - Right - 120}\" y=\"{y - 9}\" width=\"10\" height=\"10\" fill=\"{Colour(index)}\"/><text x=\"{Width - Right - 104}\" y=\"{y}\">{HtmlReport.Escape(name)}</text>");
    }

    private static (double X0, double X1, double Y0, double Y1) Bounds((double X, double Y)[] points)
    {
        (double x0, double x1, double y0, double y1) = (points.Min(p => p.X), points.Max(p => p.X), points.Min(p => p.Y), points.Max(p => p.Y));
        return (x0, x1 > x0 ? x1 : x0 + 1, y0, y1 > y0 ? y1 : y0 + 1);
    }

    private static double X(double x, double x0, double x1) => Left + ((x - x0) / (x1 - x0) * (Width - Left - Right));

    private static double Y(double y, double y0, double y1, int height) => height - Bottom - ((y - y0) / (y1 - y0) * (height - Bottom - Top));

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
