using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Html;
using SkiaSharp;

namespace Hourglass.Tests.Formats;

public class HtmlReportTests
{
    private const string Hostile = "<script>alert('x')</script> & \" </title> 标签 \u0001\ud800";
    private static readonly Picture Grey = new(2, 1, 1, [0, 255]), Coloured = new(1, 2, 3, [255, 0, 0, 0, 0, 255]);

    [Fact]
    public void A_page_is_well_formed_and_needs_nothing_but_itself()
    {
        string page = PageOf(Everything("a title"));
        Assert.NotEmpty(Parse(page).Descendants("svg"));
        Assert.DoesNotContain("http:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("<(script|link|iframe|object|embed|base|form)\\b", page);
        Assert.DoesNotMatch("\\son[a-z]+\\s*=|url\\(|@import", page);
        Assert.All(Regex.Matches(page, "(?:src|href)=\"([^\"]*)\"").Select(match => match.Groups[1].Value), source => Assert.StartsWith("data:image/png;base64,", source));
    }

    [Fact]
    public void Hostile_names_stay_text_wherever_they_stand()
    {
        string page = PageOf(Everything(Hostile));
        XDocument parsed = Parse(page);
        Assert.Empty(parsed.Descendants("script"));
        string shown = Hostile.Replace('\u0001', '\uFFFD').Replace('\ud800', '\uFFFD');
        foreach (string place in (string[])["title", "h1", "h2", "p", "th", "td", "figcaption", "pre", "text"])
            Assert.Contains(parsed.Descendants(place), element => element.Value.Contains(shown, StringComparison.Ordinal));
        Assert.Contains(parsed.Descendants("img"), image => ((string)image.Attribute("alt")!).Contains(shown, StringComparison.Ordinal));
        Assert.Contains("标签", Encoding.UTF8.GetString(Bytes(Everything(Hostile))));
    }

    [Fact]
    public void Pictures_come_back_from_the_page_pixel_by_pixel()
    {
        string[] sources = [.. Parse(PageOf(new Report("t", "s", [new PictureSection("p", [("c", [Grey, Coloured])])]))).Descendants("img").Select(image => (string)image.Attribute("src")!)];
        SKColor[][] pixels = [.. sources.Select(source => SKBitmap.Decode(Convert.FromBase64String(source.Split(',')[1])).Pixels)];
        Assert.Equal([SKColors.Black, SKColors.White], pixels[0]);
        Assert.Equal([SKColors.Red, SKColors.Blue], pixels[1]);
    }

    [Fact]
    public void Versions_of_a_picture_lie_under_a_slider_whose_script_is_the_only_one_allowed()
    {
        XDocument page = Parse(PageOf(new Report("t", "s", [new SliderSection("l", [new("one", [(Hostile, Grey), ("b", Grey), ("c", Grey)]), new("two", [("a", Coloured), ("b", Coloured)])])])));
        XElement[] figures = [.. page.Descendants("figure")];
        Assert.Equal([3, 2], figures.Select(figure => figure.Descendants("img").Count()));
        Assert.Equal(Hostile.Replace('\u0001', '\uFFFD').Replace('\ud800', '\uFFFD'), figures[0].Descendants("option").First().Value);
        Assert.All(figures, figure => Assert.Single(figure.Descendants("input")));
        Assert.All(figures, figure => Assert.Equal(["0", "1"], figure.Descendants("option").Where(option => option.Attribute("selected") is not null).Select(option => (string)option.Attribute("value")!)));
        string script = Assert.Single(page.Descendants("script")).Value, policy = (string)page.Descendants("meta").Single(meta => meta.Attribute("http-equiv") is not null).Attribute("content")!;
        Assert.EndsWith($"; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'", policy);
    }

    [Fact]
    public void Lines_are_drawn_where_their_values_are()
    {
        var lines = new LineSection("l", "x", "y", [new("one", [(0, 10), (1, 20), (2, double.NaN), (4, 30)]), new("two", [(0, 30), (4, 10)])]);
        XElement[] drawn = [.. Parse(PageOf(new Report("t", "s", [lines]))).Descendants("polyline")];
        (double X, double Y)[] one = Points(drawn[0]), two = Points(drawn[1]);
        Assert.Equal(3, one.Length);
        Assert.Equal(0.25, (one[1].X - one[0].X) / (one[2].X - one[0].X), 1e-3);
        Assert.Equal(0.5, (one[1].Y - one[0].Y) / (one[2].Y - one[0].Y), 1e-3);
        Assert.True(one[0].Y > one[2].Y, "larger values stand higher");
        Assert.Equal((one[0].Y, one[2].Y), (two[1].Y, two[0].Y));
    }

    [Theory]
    [InlineData(true, new[] { "1", "10", "100", "1000" })]
    [InlineData(false, new[] { "200", "400", "600", "800", "1000" })]
    public void Values_far_apart_are_drawn_logarithmically_where_that_is_allowed(bool isAllowed, string[] ticks)
    {
        var lines = new LineSection("l", "x", "y", [new("one", [(0, 0.5), (1, 1000)])]) { MayBeLogarithmic = isAllowed };
        XDocument page = Parse(PageOf(new Report("t", "s", [lines])));
        Assert.Equal(ticks, page.Descendants("text").Where(text => (string?)text.Attribute("text-anchor") == "end").Select(text => text.Value));
        Assert.Equal(isAllowed, page.Descendants("text").Any(text => text.Value == "y (logarithmic)"));
    }

    [Fact]
    public void Empty_constant_and_endless_values_are_no_fault()
    {
        Report report = new("t", "s",
        [
            new LineSection("empty", "x", "y", []), new LineSection("constant", "x", "y", [new("one", [(1, 0.25), (2, 0.25)])]), new LineSection("one point", "x", "y", [new("one", [(1, 3)])]),
            new LineSection("not numbers", "x", "y", [new("one", [(1, double.NaN), (2, double.PositiveInfinity)])]), new MapSection("no map", []),
            new MapSection("one point", [new MapPoint(1, 1, null), new MapPoint(double.NaN, 0, "b")]), new PictureSection("none", [("no pictures", [])]),
            new TableSection("no rows", ["a"], []), new TextSection("no lines", []),
        ]);
        Assert.DoesNotContain("NaN", PageOf(report));
        Assert.NotNull(Parse(PageOf(report)));
    }

    private static Report Everything(string name) => new(name, name,
    [
        new TableSection(name, [name, "b"], [[name, name]]),
        new LineSection(name, name, name, [new(name, [(0, 1), (1, 2)]), new("b", [(0, 2), (1, 1)])]),
        new MapSection(name, [new MapPoint(0, 0, name), new MapPoint(1, 1, "b")]),
        new PictureSection(name, [(name, [Grey, Coloured]), ("", [Grey])]),
        new TextSection(name, [name, "b"]),
    ]);

    private static byte[] Bytes(Report report)
    {
        using var stream = new MemoryStream();
        HtmlReport.Write(stream, report);
        return stream.ToArray();
    }

    private static string PageOf(Report report) => Encoding.UTF8.GetString(Bytes(report));

    // What is no XML in a page of HTML: the document type, and elements without an end.
    private static XDocument Parse(string page) => XDocument.Parse(Regex.Replace(page.Replace("<!DOCTYPE html>", ""), "<(meta|img)([^>]*)>", "<$1$2/>"));

    private static (double X, double Y)[] Points(XElement line) =>
    [
        .. ((string)line.Attribute("points")!).Split(' ').Select(point => point.Split(',')).Select(pair =>
            (double.Parse(pair[0], CultureInfo.InvariantCulture), double.Parse(pair[1], CultureInfo.InvariantCulture))),
    ];
}
