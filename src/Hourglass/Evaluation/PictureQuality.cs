using Hourglass.Data;

namespace Hourglass.Evaluation;

/// <summary>How far a decoded picture is from its original.</summary>
public static class PictureQuality
{
    /// <summary>What stands for the infinite peak signal-to-noise ratio of equal pictures, so that means stay finite.</summary>
    public const double Equal = 99;

    /// <summary>
    /// The peak signal-to-noise ratio 10 log10(255^2 / MSE) in dB, the mean squared error taken over all channels of the 8-bit pictures;
    /// <see cref="Equal"/> for equal ones.
    /// </summary>
    /// <param name="original">The original.</param>
    /// <param name="decoded">A picture of the same size and channels.</param>
    /// <exception cref="ArgumentException">The pictures are of different shapes.</exception>
    public static double Psnr(Picture original, Picture decoded)
    {
        if ((original.Width, original.Height, original.Channels) != (decoded.Width, decoded.Height, decoded.Channels))
            throw new ArgumentException("The pictures are of different shapes.", nameof(decoded));
        long squares = 0;
        for (int i = 0; i < original.Pixels.Length; i++)
        {
            int difference = original.Pixels[i] - decoded.Pixels[i];
            squares += difference * difference;
        }

        return squares == 0 ? Equal : Math.Min(Equal, 10 * Math.Log10(255.0 * 255.0 * original.Pixels.Length / squares));
    }
}
