using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Hourglass.Data;
using Hourglass.Evaluation;

namespace Hourglass.Formats.Html;

/// <summary>
/// Versions of a picture on top of each other, two of them seen: one left of a line that a range input moves, one right of it. Where scripts do not run, the
/// versions stand below each other.
/// </summary>
internal static class Slider
{
    /// <summary>What pages with sliders have beside the style of all pages.</summary>
    public const string Style = """
        figure.slider { grid-template-columns: minmax(0, 1fr); } .slider img { image-rendering: auto; } .slider .choice, .slider input { display: none; }
        .slider.on .stack { display: grid; } .slider.on img { grid-area: 1 / 1; } .slider.on .choice { display: flex; justify-content: space-between; } .slider.on input { display: block; width: 100%; margin: 0; }

        """;

    /// <summary>The script of a page with sliders; the same for each, so that its hash is all that the policy has to allow.</summary>
    public const string Script = """
        for (const figure of document.querySelectorAll("figure.slider")) {
          const [left, right] = figure.querySelectorAll("select"), range = figure.querySelector("input"), pictures = [...figure.querySelectorAll("img")];
          const show = () => pictures.forEach((picture, i) => {
            const isLeft = i == left.value, isRight = i == right.value;
            picture.style.visibility = isLeft || isRight ? "visible" : "hidden";
            picture.style.zIndex = isLeft ? 1 : 0;
            picture.style.clipPath = isLeft === isRight ? "none" : isLeft ? `inset(0 ${100 - range.value}% 0 0)` : `inset(0 0 0 ${range.value}%)`;
          });
          figure.classList.add("on");
          figure.addEventListener("input", show);
          show();
        }
        """;

    /// <summary>What the page's policy allows beside: this script and no other.</summary>
    public static string Policy { get; } = $"; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'";

    /// <summary>The sliders of a section.</summary>
    public static string Of(SliderSection section) => string.Join('\n', section.Pictures.Select(Figure));

    private static string Figure(PictureVersions picture)
    {
        string caption = HtmlReport.Escape(picture.Caption);
        var html = new StringBuilder($"<figure class=\"slider\" style=\"max-width: {Text(picture.Versions.Max(version => version.Picture.Width))}px\"><figcaption>{caption}</figcaption>\n");
        html.Append($"<div class=\"choice\">{Choice(picture, "left", 0)}{Choice(picture, "right", 1)}</div>\n");
        html.Append($"<input type=\"range\" min=\"0\" max=\"100\" step=\"any\" value=\"50\" aria-label=\"where the left picture ends\"/>\n<div class=\"stack\">");
        foreach ((string name, Picture version) in picture.Versions)
        {
            string what = HtmlReport.Escape(name);
            html.Append($"<img width=\"{Text(version.Width)}\" height=\"{Text(version.Height)}\" alt=\"{caption}, {what}\" title=\"{what}\" src=\"{HtmlReport.Source(version)}\">\n");
        }

        return html.Append("</div></figure>").ToString();
    }

    private static string Choice(PictureVersions picture, string side, int chosen)
    {
        var html = new StringBuilder($"<label>{side} <select>");
        for (int i = 0; i < picture.Versions.Count; i++)
            html.Append($"<option value=\"{Text(i)}\"{(i == chosen ? " selected=\"selected\"" : "")}>{HtmlReport.Escape(picture.Versions[i].Name)}</option>");
        return html.Append("</select></label>").ToString();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
