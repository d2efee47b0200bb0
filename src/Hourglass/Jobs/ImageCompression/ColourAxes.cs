using Hourglass.Data;
using Hourglass.Jobs.ImageCompression.Transform;
using Hourglass.LinearAlgebra;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>The principal components of the colours of some pictures.</summary>
internal static class ColourAxes
{
    // Every so many pixels are looked at: a prime, so that no column is preferred.
    private const int Every = 7;

    // Of grey pictures, for which all axes but the first are alike.
    private static readonly int[] s_opponents = [9459, 9459, 9459, 11585, 0, -11585, 6689, -13377, 6689];

    /// <summary>The axes, the one along which colours vary most first; brightness, red against blue and green against both where all pictures are grey.</summary>
    public static ColourRotation Of(PictureSet pictures)
    {
        var moments = new double[9];
        var mean = new double[3];
        long count = 0;
        foreach (bool isMean in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (NamedPicture named in pictures.Pictures.Where(named => named.Picture.Channels == 3))
            {
                ReadOnlySpan<byte> pixels = named.Picture.Pixels;
                for (int i = 0; i + 2 < pixels.Length; i += 3 * Every)
                {
                    if (isMean) count++;
                    for (int a = 0; a < 3; a++)
                    {
                        if (isMean) mean[a] += pixels[i + a];
                        else for (int b = 0; b < 3; b++) moments[(3 * a) + b] += (pixels[i + a] - mean[a]) * (pixels[i + b] - mean[b]);
                    }
                }
            }

            if (isMean) for (int a = 0; a < 3; a++) mean[a] /= Math.Max(count, 1);
        }

        if (count < 2) return new ColourRotation([.. s_opponents]);
        // A little of everything keeps the axes defined where colours do not vary.
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++) moments[(3 * a) + b] = (moments[(3 * a) + b] / count) + 1 + (a == b ? 1e-3 * (a + 1) : 0);
        SymmetricEigen eigen = SymmetricEigen.Decompose(moments, 3);
        return ColourRotation.Of([.. Enumerable.Range(0, 3).Select(axis =>
        {
            double[] vector = eigen.Vector(axis).ToArray();
            // Which way an axis points is arbitrary: towards red.
            double sign = vector[0] < 0 ? -1 : 1;
            return vector.Select(value => (float)(sign * value)).ToArray();
        })]);
    }
}
