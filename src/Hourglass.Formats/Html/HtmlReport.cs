using System.Net;
using System.Text;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;

namespace Hourglass.Formats.Html;

/// <summary>
/// A report as one self-contained page: no network, no scripts but the one of a slider, which its own content policy sees to as well; pictures inside, charts as SVG.
/// All text is text of the page, so that it needs no font of ours and any language shows.
/// </summary>
public static class HtmlReport
{
    private const int MostPicturesPerLine = 16, EnlargedSide = 64, MostShownSide = 112, LargestFactor = 8;

    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; overflow-wrap: break-word; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .2rem 1.2rem .2rem 0; text-align: right; border-bottom: 1px solid #ddd; vertical-align: top; }
        th:first-child, td:first-child { text-align: left; } table.facts * { text-align: left; overflow-wrap: anywhere; } table.facts td:first-child { white-space: nowrap; }
        pre { background: #f5f5f5; padding: .8rem; overflow-x: auto; } svg { max-width: 100%; height: auto; }
        figure { display: grid; gap: 4px; margin: .3rem 0; } figcaption { grid-column: 1 / -1; font-size: .9rem; color: #555; }
        img { image-rendering: pixelated; max-width: 100%; height: auto; } .legend { margin: .2rem 0; font-size: .9rem; } .legend span { margin-right: 1.2rem; white-space: nowrap; }
        """;

    /// <summary>Writes the page, UTF-8.</summary>
    public static void Write(Stream stream, Report report)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">");
        bool hasSliders = report.Sections.OfType<SliderSection>().Any();
        writer.WriteLine($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'{(hasSliders ? Slider.Policy : "")}\">");
        writer.WriteLine($"<title>{Escape(report.Title)}</title>\n<style>\n{Style}\n{(hasSliders ? Slider.Style : "")}</style>\n</head>\n<body>\n<h1>{Escape(report.Title)}</h1>\n<p>{Escape(report.Sentence)}</p>");
        foreach (ReportSection section in report.Sections)
        {
            writer.WriteLine($"<h2>{Escape(section.Title)}</h2>");
            writer.WriteLine(section switch
            {
                TableSection table => Table(table),
                LineSection lines => SvgChart.Lines(lines),
                MapSection map => SvgChart.Map(map),
                PictureSection pictures => Figures(pictures),
                SliderSection sliders => Slider.Of(sliders),
                TextSection text => $"<pre>{Escape(string.Join('\n', text.Lines))}</pre>",
                _ => throw new NotSupportedException($"A section of type {section.GetType().Name} cannot be shown."),
            });
        }

        if (hasSliders) writer.WriteLine($"<script>{Slider.Script}</script>");
        writer.WriteLine("</body>\n</html>");
    }

    /// <summary>Text as it may stand in a page; what no page may hold (control characters, halves of characters) becomes the sign for what cannot be shown.</summary>
    internal static string Escape(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) clean.Append(Rune.IsControl(rune) && rune.Value is not ('\n' or '\t') ? "\uFFFD" : rune.ToString());
        return WebUtility.HtmlEncode(clean.ToString());
    }

    /// <summary>The picture as an address that holds all of it.</summary>
    internal static string Source(Picture picture) => $"data:image/png;base64,{Convert.ToBase64String(PngWriter.Encode(picture))}";

    private static string Table(TableSection table)
    {
        // Two columns are a list of facts: words, not numbers to be compared.
        var html = new StringBuilder($"<div class=\"wide\"><table{(table.Columns.Count == 2 ? " class=\"facts\"" : "")}>\n<tr>");
        foreach (string column in table.Columns) html.Append("<th>").Append(Escape(column)).Append("</th>");
        html.Append("</tr>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            html.Append("<tr>");
            foreach (string cell in row) html.Append("<td>").Append(Escape(cell)).Append("</td>");
            html.Append("</tr>\n");
        }

        return html.Append("</table></div>").ToString();
    }

    private static string Figures(PictureSection section)
    {
        var html = new StringBuilder();
        foreach ((string caption, IReadOnlyList<Picture> pictures) in section.Rows)
        {
            html.Append($"<figure style=\"grid-template-columns: repeat({Math.Clamp(pictures.Count, 1, MostPicturesPerLine)}, minmax(0, max-content))\">");
            if (caption.Length > 0) html.Append("<figcaption>").Append(Escape(caption)).Append("</figcaption>");
            for (int i = 0; i < pictures.Count; i++)
            {
                Picture picture = pictures[i];
                int side = Math.Max(picture.Width, picture.Height), factor = Math.Clamp(EnlargedSide / side, 1, LargestFactor);
                double shown = side * factor > MostShownSide ? MostShownSide / (double)side : factor;
                html.Append($"<img width=\"{Pixels(picture.Width * shown)}\" height=\"{Pixels(picture.Height * shown)}\" alt=\"{Escape(caption.Length > 0 ? caption : section.Title)}, {i + 1}\" ")
                    .Append($"src=\"{Source(picture)}\">");
            }

            html.Append("</figure>\n");
        }

        return html.ToString();
    }

    private static int Pixels(double size) => Math.Max(1, (int)Math.Round(size));
}
