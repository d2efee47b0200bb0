using System.Net;
using System.Text;
using Hourglass.Evaluation;

namespace Hourglass.Formats.Html;

/// <summary>A report as one self-contained page: no network, no scripts, pictures inside, charts as SVG whose text is text.</summary>
public static class HtmlReport
{
    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
        table { border-collapse: collapse; } th, td { padding: .2rem .8rem .2rem 0; text-align: right; border-bottom: 1px solid #ddd; }
        th:first-child, td:first-child { text-align: left; } pre { background: #f5f5f5; padding: .8rem; overflow-x: auto; }
        svg { max-width: 100%; height: auto; } img { image-rendering: pixelated; margin: 2px; } figure { margin: .5rem 0; } figcaption { font-size: .9rem; color: #555; }
        """;

    /// <summary>Writes the page, UTF-8.</summary>
    public static void Write(Stream stream, Report report)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{Escape(report.Title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>");
        writer.WriteLine($"<h1>{Escape(report.Title)}</h1>\n<p>{Escape(report.Sentence)}</p>");
        foreach (ReportSection section in report.Sections)
        {
            writer.WriteLine($"<h2>{Escape(section.Title)}</h2>");
            writer.WriteLine(section switch
            {
                TableSection table => Table(table),
                LineSection lines => SvgChart.Lines(lines),
                MapSection map => SvgChart.Map(map),
                PictureSection pictures => Pictures(pictures),
                TextSection text => $"<pre>{Escape(string.Join('\n', text.Lines))}</pre>",
                _ => throw new NotSupportedException($"A section of type {section.GetType().Name} cannot be shown."),
            });
        }

        writer.WriteLine("</body>\n</html>");
    }

    internal static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string Table(TableSection table)
    {
        var html = new StringBuilder("<table>\n<tr>");
        foreach (string column in table.Columns) html.Append("<th>").Append(Escape(column)).Append("</th>");
        html.Append("</tr>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            html.Append("<tr>");
            foreach (string cell in row) html.Append("<td>").Append(Escape(cell)).Append("</td>");
            html.Append("</tr>\n");
        }

        return html.Append("</table>").ToString();
    }

    private static string Pictures(PictureSection section)
    {
        var html = new StringBuilder();
        foreach ((string caption, IReadOnlyList<Data.Picture> pictures) in section.Rows)
        {
            html.Append("<figure><figcaption>").Append(Escape(caption)).Append("</figcaption>");
            foreach (Data.Picture picture in pictures)
            {
                int scale = Math.Clamp(64 / Math.Max(picture.Width, picture.Height), 1, 8);
                html.Append($"<img width=\"{picture.Width * scale}\" height=\"{picture.Height * scale}\" alt=\"\" src=\"data:image/png;base64,{Convert.ToBase64String(Formats.Pictures.PngWriter.Encode(picture))}\">");
            }

            html.Append("</figure>\n");
        }

        return html.ToString();
    }
}
