using Hourglass.Coding;
using Hourglass.Data;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>Learns from pictures how codes are best coded: how far each number moves the picture, how large it is, whether neighbours tell it, what symbols come.</summary>
internal static class CodeFitting
{
    // Enough for frequencies; of more, every n-th picture is taken.
    private const long MostPixels = 4_000_000;

    // Of a number that the decoder does not use.
    private const double LeastGain = 1e-6;

    // The symbols are counted at qualities from small to good, since one model serves all.
    private static readonly int[] Qualities = [10, 30, 50, 70, 90];

    /// <summary>Fits.</summary>
    /// <param name="autoencoder">The trained autoencoder.</param>
    /// <param name="pictures">The pictures it was trained on.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public static CodeStatistics Fit(TrainedAutoencoder autoencoder, PictureSet pictures, CancellationToken cancellationToken)
    {
        int every = (int)Math.Min(pictures.Pictures.Count, 1 + (pictures.Pixels / MostPixels));
        PictureSet some = pictures with { Pictures = [.. pictures.Pictures.Where((_, index) => index % every == 0)] };
        int side = autoencoder.Recipe.RowShape[0], channels = autoencoder.Recipe.RowShape is [_, _, var colours] ? colours : 1;
        float[] gains = Gains(autoencoder);
        (float[] sizes, bool[] isPredicted) = Sizes(autoencoder, some, side, channels, gains);

        var counts = new float[CodeStatistics.Classes * CodeStatistics.Symbols];
        Array.Fill(counts, 1);
        var codec = new ImageCodec(autoencoder, new CodeStatistics(gains, sizes, isPredicted));
        AdaptiveModel[] models = new CodeStatistics(gains, sizes, isPredicted).NewModels();
        var counter = new SymbolTally(models, counts);
        foreach (NamedPicture picture in some.Pictures)
        {
            foreach (int quality in Qualities)
            {
                cancellationToken.ThrowIfCancellationRequested();
                codec.Code(picture.Picture, ImageCodec.StepOf(quality), counter, models, null);
            }
        }

        return new CodeStatistics(gains, sizes, isPredicted, counts);
    }

    // The decoder is linear: what one number adds to a tile does not depend on the others.
    private static float[] Gains(TrainedAutoencoder autoencoder)
    {
        int code = autoencoder.CodeSize;
        var units = new float[code + 1, code];
        for (int number = 0; number < code; number++) units[number, number] = 1;
        float[,] tiles = autoencoder.Decode(units);
        return [.. Enumerable.Range(0, code).Select(number =>
        {
            double squares = 0;
            for (int i = 0; i < autoencoder.Width; i++) squares += Math.Pow(tiles[number, i] - tiles[code, i], 2);
            return (float)Math.Max(LeastGain, Math.Sqrt(squares));
        })];
    }

    private static (float[] Sizes, bool[] IsPredicted) Sizes(TrainedAutoencoder autoencoder, PictureSet pictures, int side, int channels, float[] gains)
    {
        int code = gains.Length;
        double[] size = new double[code], near = new double[code], error = new double[code];
        long tiles = 0, neighbours = 0;
        foreach (NamedPicture picture in pictures.Pictures)
        {
            int columns = TileSet.Count(picture.Picture.Width, side);
            float[,] codes = autoencoder.Encode(TileSet.Of(new PictureSet(picture.Name, [picture]), side, channels));
            tiles += codes.GetLength(0);
            for (int tile = 0; tile < codes.GetLength(0); tile++)
            {
                bool hasBoth = tile % columns > 0 && tile >= columns;
                neighbours += hasBoth ? 1 : 0;
                for (int number = 0; number < code; number++)
                {
                    double value = codes[tile, number];
                    size[number] += Math.Abs(value);
                    if (!hasBoth) continue;
                    double left = codes[tile - 1, number], above = codes[tile - columns, number], corner = codes[tile - columns - 1, number];
                    near[number] += Math.Abs(value);
                    error[number] += Math.Abs(value - Math.Clamp(left + above - corner, Math.Min(left, above), Math.Max(left, above)));
                }
            }
        }

        bool[] isPredicted = [.. near.Zip(error, (plain, predicted) => neighbours > 0 && predicted < 0.85 * plain)];
        return ([.. Enumerable.Range(0, code).Select(number => (float)(gains[number] * (isPredicted[number] ? error[number] / neighbours : size[number] / tiles)))], isPredicted);
    }

    // Counts without forgetting, by class.
    private sealed class SymbolTally(AdaptiveModel[] models, float[] counts) : IEntropyCoder
    {
        private readonly Dictionary<AdaptiveModel, int> _classes = models.Select((model, index) => (model, index)).ToDictionary(pair => pair.model, pair => pair.index);

        public int Symbol(AdaptiveModel model, int symbol)
        {
            ref float count = ref counts[(_classes[model] * CodeStatistics.Symbols) + symbol];
            if (count < 1 << 24) count++;
            return symbol;
        }

        public int Bits(int count, int bits) => bits;
    }
}
