using System.Collections.Immutable;
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Numerics;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>On which tiles a codec is trained, and with which weights its training begins: both follow from the pictures and the seed.</summary>
internal static class TileTraining
{
    /// <summary>All tiles, or as many of them as are trained on, drawn at random.</summary>
    public static DataSet Draw(DataSet tiles, ulong seed)
    {
        if (tiles.Rows <= ImageCompression.MostTiles) return tiles;
        var random = new RandomStream(seed, "tiles");
        var chosen = new HashSet<int>();
        while (chosen.Count < ImageCompression.MostTiles) chosen.Add(random.NextInt(tiles.Rows));
        return tiles.Select([.. chosen.Order()]);
    }

    /// <summary>
    /// A linear encoder and decoder that are principal components. Of all linear codes it is the one with the least error; its axes are uncorrelated, so
    /// that numbers can be coded one by one. None where there are too few tiles, or more numbers in a code than in a tile.
    /// </summary>
    /// <param name="tiles">The tiles to train on.</param>
    /// <param name="code">Numbers in a code.</param>
    /// <param name="options">Which of them are held back.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public static ImmutableDictionary<string, float[]> FirstValues(DataSet tiles, int code, TrainingOptions options, CancellationToken cancellationToken = default)
    {
        int[] rows = options.SplitOf(tiles.Rows)?.Training ?? [.. Enumerable.Range(0, tiles.Rows)];
        int width = tiles.Width;
        if (rows.Length < 2 || code > width) return ImmutableDictionary<string, float[]>.Empty;
        Scaler scaler = Scaler.Fit(tiles, rows, ScalingKind.Unit);
        var components = PrincipalComponents.Fit(rows.Length, width, (row, target) =>
        {
            tiles.CopyRow(rows[row], target);
            scaler.Apply(target);
        }, code, cancellationToken: cancellationToken);
        float[] encoder = new float[width * code], decoder = new float[code * width], bias = new float[code];
        for (int number = 0; number < code; number++)
        {
            ReadOnlySpan<float> component = components.Component(number);
            component.CopyTo(decoder.AsSpan(number * width));
            for (int i = 0; i < width; i++)
            {
                encoder[(i * code) + number] = component[i];
                bias[number] -= component[i] * components.Mean[i];
            }
        }

        return ImmutableDictionary<string, float[]>.Empty
            .Add("encoder.0.weight", encoder).Add("encoder.0.bias", bias).Add("decoder.0.weight", decoder).Add("decoder.0.bias", components.Mean.ToArray());
    }
}
