namespace Hourglass.Evaluation;

/// <summary>
/// By how much the files of one codec are smaller than another's at equal quality, over a range of qualities: the Bjontegaard difference of rates. The logarithm of the
/// bits is a monotone cubic (PCHIP) in the PSNR; of two such curves the mean distance counts. Source: Bjontegaard, VCEG-M33, 2001, with PCHIP instead of one polynomial.
/// </summary>
public static class BjontegaardRate
{
    /// <summary>The mean difference of rates of two curves.</summary>
    /// <param name="tested">Points of the codec in question, in any order; a point is left out where another has the same PSNR with fewer bits.</param>
    /// <param name="reference">Points of the codec that it is compared with.</param>
    /// <param name="lowest">Where the range of PSNR begins, in dB; 26.5 by default.</param>
    /// <param name="highest">Where it ends, in dB; 38.5 by default.</param>
    /// <returns>
    /// As a fraction: -0.4 where files are 40 % smaller. Only the part of the range that both curves reach is looked at; null where there is none.
    /// </returns>
    public static double? Difference(IEnumerable<RatePoint> tested, IEnumerable<RatePoint> reference, double lowest = 26.5, double highest = 38.5)
    {
        RatePoint[] first = Curve(tested), second = Curve(reference);
        if (first.Length < 2 || second.Length < 2) return null;
        double low = Math.Max(lowest, Math.Max(first[0].Psnr, second[0].Psnr)), high = Math.Min(highest, Math.Min(first[^1].Psnr, second[^1].Psnr));
        return low < high ? Math.Exp(LogBits(first).Mean(low, high) - LogBits(second).Mean(low, high)) - 1 : null;
    }

    private static RatePoint[] Curve(IEnumerable<RatePoint> points) => [.. points.OrderBy(point => point.BitsPerPixel).DistinctBy(point => point.Psnr).OrderBy(point => point.Psnr)];

    private static MonotoneCubic LogBits(RatePoint[] curve) => new([.. curve.Select(point => point.Psnr)], [.. curve.Select(point => Math.Log(point.BitsPerPixel))]);
}
