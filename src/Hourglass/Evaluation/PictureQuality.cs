using Hourglass.Data;

namespace Hourglass.Evaluation;

/// <summary>How far a decoded picture is from its original.</summary>
public static class PictureQuality
{
    /// <summary>What stands for the infinite peak signal-to-noise ratio of equal pictures, so that means stay finite.</summary>
    public const double Equal = 99;

    // A large picture with a few values off by one would come out above what stands for equality.
    private const double MostUnequal = 98.99;

    /// <summary>A ratio, or a mean of ratios, as it is to be told: null where nothing was lost, for there it is infinite.</summary>
    public static double? Finite(double psnr) => psnr < Equal ? psnr : null;

    /// <summary>
    /// The peak signal-to-noise ratio 10 log10(255^2 / MSE) in dB, the mean squared error taken over all channels of the 8-bit pictures;
    /// <see cref="Equal"/> for equal ones, always less for others.
    /// </summary>
    /// <param name="original">The original.</param>
    /// <param name="decoded">A picture of the same size and channels.</param>
    /// <exception cref="ArgumentException">The pictures are of different shapes.</exception>
    public static double Psnr(Picture original, Picture decoded)
    {
        RequireSameShape(original, decoded);
        long squares = 0;
        for (int i = 0; i < original.Pixels.Length; i++)
        {
            int difference = original.Pixels[i] - decoded.Pixels[i];
            squares += difference * difference;
        }

        return squares == 0 ? Equal : Math.Min(MostUnequal, 10 * Math.Log10(255.0 * 255.0 * original.Pixels.Length / squares));
    }
    internal static void RequireSameShape(Picture original, Picture decoded)
    {
        if ((original.Width, original.Height, original.Channels) != (decoded.Width, decoded.Height, decoded.Channels))
            throw new ArgumentException("The pictures are of different shapes.", nameof(decoded));
    }
}
