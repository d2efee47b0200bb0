using Hourglass.Data;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.AnomalyDetection;

namespace Hourglass.Cli.Verbs.Anomaly;

/// <summary>
/// Pictures as PNG files, those that raise an alarm and at least so many with the highest scores: in grey, and the redder a place, the further it is from what is expected.
/// One scale for all of them, up to the largest distance in those that look most wrong.
/// </summary>
internal static class HeatMapFolder
{
    private const int Colours = 3, RowsAtOnce = 64;

    /// <summary>Writes them.</summary>
    /// <returns>How many there are.</returns>
    public static int Write(string folder, AnomalyDetector detector, DataSet data, ScoreSummary scored, int least, CancellationToken abort)
    {
        int[] rows = [.. Enumerable.Range(0, data.Rows).OrderByDescending(row => scored.Scores[row]).Take(Math.Max(least, scored.Alarms.Count))];
        RowPictures pictures = detector.Autoencoder.PicturesOf(data) ?? throw RowPictures.NoPictures(data.Name, data.RowShape);
        var writer = new PictureFolderWriter(folder, [pictures.Height, pictures.Width, Colours], byte.MaxValue, row => data.NameOf(rows[row]) ?? FormattableString.Invariant($"{rows[row] + 1:00000}"));
        float? largest = null;
        foreach (int[] together in rows.Chunk(RowsAtOnce))
        {
            DataSet some = data.Select(together);
            float[,] maps = detector.HeatMaps(some, abort);
            writer.Write(Draw(pictures.DrawAll(some), maps, largest ??= maps.Cast<float>().Max()));
        }

        return rows.Length;
    }

    private static float[,] Draw(IReadOnlyList<Picture> pictures, float[,] maps, float largest)
    {
        var drawn = new float[pictures.Count, pictures[0].Width * pictures[0].Height * Colours];
        for (int row = 0; row < pictures.Count; row++)
        {
            Picture picture = pictures[row];
            for (int pixel = 0; pixel < picture.Width * picture.Height; pixel++)
            {
                float grey = 0, heat = 0;
                for (int c = 0; c < picture.Channels; c++)
                {
                    grey += (float)picture.Pixels[(pixel * picture.Channels) + c] / picture.Channels;
                    heat = Math.Max(heat, maps[row, (pixel * picture.Channels) + c] / Math.Max(largest, float.Epsilon));
                }

                heat = Math.Min(heat, 1);

                drawn[row, pixel * Colours] = grey + (heat * (byte.MaxValue - grey));
                drawn[row, (pixel * Colours) + 1] = drawn[row, (pixel * Colours) + 2] = grey * (1 - heat);
            }
        }

        return drawn;
    }
}
