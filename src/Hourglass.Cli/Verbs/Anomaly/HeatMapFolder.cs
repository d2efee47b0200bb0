using Hourglass.Data;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.AnomalyDetection;

namespace Hourglass.Cli.Verbs.Anomaly;

/// <summary>Pictures that raise an alarm as PNG files: in grey, and the redder a place, the further it is from what is expected. One scale for all of them.</summary>
internal static class HeatMapFolder
{
    private const int Colours = 3, RowsAtOnce = 64;

    public static void Write(string folder, AnomalyDetector detector, DataSet data, IReadOnlyList<int> alarms, CancellationToken abort)
    {
        RowPictures pictures = detector.Autoencoder.PicturesOf(data) ?? throw RowPictures.NoPictures(data.Name, data.RowShape);
        var writer = new PictureFolderWriter(folder, [pictures.Height, pictures.Width, Colours], byte.MaxValue, row => data.NameOf(alarms[row]) ?? FormattableString.Invariant($"{alarms[row] + 1:00000}"));
        float largest = 0;
        foreach (int[] rows in alarms.Chunk(RowsAtOnce)) largest = Math.Max(largest, detector.HeatMaps(data.Select(rows), abort).Cast<float>().Max());
        foreach (int[] rows in alarms.Chunk(RowsAtOnce))
        {
            DataSet some = data.Select(rows);
            writer.Write(Draw(pictures.DrawAll(some), detector.HeatMaps(some, abort), largest));
        }
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

                drawn[row, pixel * Colours] = grey + (heat * (byte.MaxValue - grey));
                drawn[row, (pixel * Colours) + 1] = drawn[row, (pixel * Colours) + 2] = grey * (1 - heat);
            }
        }

        return drawn;
    }
}
