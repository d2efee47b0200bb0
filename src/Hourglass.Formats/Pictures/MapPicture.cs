using Hourglass.Evaluation;
using SkiaSharp;

namespace Hourglass.Formats.Pictures;

/// <summary>Points on a plane as a PNG, coloured by label. It carries no text: the legend is said beside it.</summary>
public static class MapPicture
{
    private const int Side = 800, Margin = 20;
    private const float Radius = 4;

    private static readonly (string Name, SKColor Colour)[] Palette =
    [
        ("blue", new(0x44, 0x77, 0xaa)), ("red", new(0xee, 0x66, 0x77)), ("green", new(0x22, 0x88, 0x33)), ("yellow", new(0xcc, 0xbb, 0x44)), ("cyan", new(0x66, 0xcc, 0xee)),
        ("purple", new(0xaa, 0x33, 0x77)), ("grey", new(0xbb, 0xbb, 0xbb)), ("orange", new(0xe6, 0x9f, 0x00)), ("black", SKColors.Black), ("teal", new(0x00, 0x9e, 0x73)),
    ];

    /// <summary>Writes the PNG.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="points">The points.</param>
    /// <returns>The colour of each label, in order; colours repeat after ten.</returns>
    public static IReadOnlyList<(string Label, string Colour)> WritePng(Stream stream, IReadOnlyList<MapPoint> points)
    {
        string[] labels = [.. points.Select(point => point.Label).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        using var bitmap = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { IsAntialias = true };
        canvas.Clear(SKColors.White);
        (double x0, double x1) = Range(points.Select(point => point.X));
        (double y0, double y1) = Range(points.Select(point => point.Y));
        foreach (MapPoint point in points)
        {
            int label = point.Label is null ? 0 : Array.IndexOf(labels, point.Label);
            paint.Color = Palette[label % Palette.Length].Colour.WithAlpha(200);
            canvas.DrawCircle(
                (float)(Margin + ((point.X - x0) / (x1 - x0) * (Side - (2 * Margin)))), (float)(Side - Margin - ((point.Y - y0) / (y1 - y0) * (Side - (2 * Margin)))), Radius, paint);
        }

        canvas.Flush();
        using SKData encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        encoded.SaveTo(stream);
        return [.. labels.Select((label, index) => (label, Palette[index % Palette.Length].Name))];
    }

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        double low = values.Min(), high = values.Max();
        return (low, high > low ? high : low + 1);
    }
}
