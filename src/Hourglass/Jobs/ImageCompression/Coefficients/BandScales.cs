using Hourglass.Jobs.ImageCompression.Transform;

namespace Hourglass.Jobs.ImageCompression.Coefficients;

/// <summary>
/// How large a rounding step of a band is beside the step of the picture: the inverse of the error that an error of one in the band makes in the picture, so that
/// a step costs the same everywhere.
/// </summary>
internal sealed class BandScales
{
    private readonly int[] _scales;

    /// <param name="scales">[level - 1, orientation] in 65536ths.</param>
    /// <exception cref="FormatException">They do not fit.</exception>
    public BandScales(int[] scales)
    {
        if (scales.Length != 4 * BandLayout.MostLevels || scales.Any(scale => scale is < 1 or > 1 << 18)) throw new FormatException("The scales of the bands do not fit.");
        _scales = scales;
    }

    /// <summary>[level - 1, orientation] in 65536ths.</summary>
    public ReadOnlySpan<int> Values => _scales;

    /// <summary>The scale of a band; 1 where there are no levels.</summary>
    public int Of(Band band) => band.Level == 0 ? 65536 : _scales[(4 * (band.Level - 1)) + (int)band.Orientation];

    /// <summary>Measures what an impulse in each band of the smooth wavelet becomes.</summary>
    public static BandScales Measure()
    {
        const int Impulse = 1 << 16, CoarseSide = 16;
        var transform = new WaveletTransform(Wavelet.Smooth);
        using var workspace = new Workspace();
        var scales = new int[4 * BandLayout.MostLevels];
        for (int level = 1; level <= BandLayout.MostLevels; level++)
        {
            // Separable: the impulse responses along a line are enough.
            double coarse = Norm(false), fine = Norm(true);
            foreach ((Orientation orientation, double norm) in ((Orientation, double)[])
                [(Orientation.Coarse, coarse * coarse), (Orientation.Horizontal, fine * coarse), (Orientation.Vertical, coarse * fine), (Orientation.Diagonal, fine * fine)])
                scales[(4 * (level - 1)) + (int)orientation] = (int)Math.Round(65536 / norm);

            double Norm(bool isFine)
            {
                var line = new int[CoarseSide << level];
                line[(isFine ? CoarseSide : 0) + (CoarseSide / 2)] = Impulse;
                transform.Synthesise(line, line.Length, 1, level, workspace);
                return Math.Sqrt(line.Sum(value => (double)value * value)) / Impulse;
            }
        }

        return new BandScales(scales);
    }
}
