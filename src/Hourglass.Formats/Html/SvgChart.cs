using System.Globalization;
using System.Text;
using Hourglass.Evaluation;

namespace Hourglass.Formats.Html;

/// <summary>Charts as SVG inside a page, their legend as text below.</summary>
internal static class SvgChart
{
    private const int Width = 720, Height = 320, MapSide = 560, Left = 70, Right = 20, Top = 10, Bottom = 44, MapMargin = 8, MostLabels = 40;
    private static readonly string[] Colours = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb", "#e69f00", "#000000", "#009e73"];

    /// <summary>Lines with axes and a legend.</summary>
    public static string Lines(LineSection section)
    {
        (double X, double Y)[] all = [.. section.Lines.SelectMany(Finite)];
        if (all.Length == 0) return "<p>Nothing to draw.</p>";
        Axis x = Axis.Of(all.Select(point => point.X)), y = Axis.Of(all.Select(point => point.Y), section.MayBeLogarithmic);
        double X(double value) => Left + (x.Place(value) * (Width - Left - Right));
        double Y(double value) => Height - Bottom - (y.Place(value) * (Height - Bottom - Top));
        StringBuilder svg = Begin(Width, Height, section.Title);
        DrawAxes(svg, section, x, y);
        for (int i = 0; i < section.Lines.Count; i++)
        {
            (double X, double Y)[] points = [.. Finite(section.Lines[i])];
            if (points is [var only]) svg.Append($"<circle cx=\"{Text(X(only.X))}\" cy=\"{Text(Y(only.Y))}\" r=\"3\" fill=\"{Colour(i)}\"/>");
            else svg.Append($"<polyline fill=\"none\" stroke=\"{Colour(i)}\" stroke-width=\"1.5\" points=\"{string.Join(' ', points.Select(point => $"{Text(X(point.X))},{Text(Y(point.Y))}"))}\"/>");
        }

        return svg.Append("</svg>").Append(section.Lines.Count > 1 ? Legend([.. section.Lines.Select(line => line.Name)]) : "").ToString();
    }

    /// <summary>Points coloured by label, with a legend.</summary>
    public static string Map(MapSection section)
    {
        MapPoint[] points = [.. section.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];
        if (points.Length == 0) return "<p>Nothing to draw.</p>";
        Axis x = Axis.Of(points.Select(point => point.X)), y = Axis.Of(points.Select(point => point.Y));
        string[] labels = [.. points.Select(point => point.Label).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        var numbers = labels.Select((label, number) => (label, number)).ToDictionary(pair => pair.label, pair => pair.number);
        StringBuilder svg = Begin(Width, MapSide, section.Title);
        foreach (MapPoint point in points)
        {
            svg.Append($"<circle cx=\"{Text(MapMargin + (x.Place(point.X) * (Width - (2 * MapMargin))))}\" cy=\"{Text(MapSide - MapMargin - (y.Place(point.Y) * (MapSide - (2 * MapMargin))))}\" ")
                .Append($"r=\"2.5\" fill=\"{Colour(point.Label is null ? 0 : numbers[point.Label])}\" fill-opacity=\"0.75\"/>");
        }

        return svg.Append("</svg>").Append(Legend(labels)).ToString();
    }

    private static string Colour(int index) => Colours[index % Colours.Length];

    private static IEnumerable<(double X, double Y)> Finite(ReportLine line) => line.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y));

    private static StringBuilder Begin(int width, int height, string title) =>
        new($"<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-size=\"12\" fill=\"#333\" role=\"img\" aria-label=\"{HtmlReport.Escape(title)}\">");

    private static void DrawAxes(StringBuilder svg, LineSection section, Axis x, Axis y)
    {
        const int Under = Height - Bottom;
        foreach ((double place, string text) in x.Ticks())
        {
            string at = Text(Left + (place * (Width - Left - Right)));
            svg.Append($"<path d=\"M{at},{Under}v4\" stroke=\"#999\"/><text x=\"{at}\" y=\"{Under + 17}\" text-anchor=\"middle\">{text}</text>");
        }

        foreach ((double place, string text) in y.Ticks())
        {
            double at = Under - (place * (Under - Top));
            svg.Append($"<path d=\"M{Left},{Text(at)}H{Width - Right}\" stroke=\"#e5e5e5\"/><text x=\"{Left - 6}\" y=\"{Text(at + 4)}\" text-anchor=\"end\">{text}</text>");
        }

        svg.Append($"<path d=\"M{Left},{Top}V{Under}H{Width - Right}\" fill=\"none\" stroke=\"#999\"/>");
        svg.Append($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{HtmlReport.Escape(section.XTitle + x.Note)}</text>");
        svg.Append($"<text transform=\"translate(14,{(Top + Under) / 2}) rotate(-90)\" text-anchor=\"middle\">{HtmlReport.Escape(section.YTitle + y.Note)}</text>");
    }

    private static string Legend(string[] names)
    {
        if (names.Length == 0) return "";
        var html = new StringBuilder("\n<p class=\"legend\">");
        for (int i = 0; i < Math.Min(names.Length, MostLabels); i++)
            html.Append($"<span><svg width=\"10\" height=\"10\"><rect width=\"10\" height=\"10\" fill=\"{Colour(i)}\"/></svg> {HtmlReport.Escape(names[i])}</span> ");
        if (names.Length > MostLabels) html.Append($"and {names.Length - MostLabels} more");
        return html.Append("</p>").ToString();
    }

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
