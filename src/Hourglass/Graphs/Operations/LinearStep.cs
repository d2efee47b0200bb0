namespace Hourglass.Graphs.Operations;

/// <summary>
/// The two pixels between which a pixel of a resized line lies: pixel d of <c>to</c> is at s = (d + 1/2) from / to - 1/2 among <c>from</c>, not below 0;
/// beyond the last pixel it is the last. As PyTorch with <c>align_corners=False</c>.
/// </summary>
/// <param name="Low">The pixel before.</param>
/// <param name="High">The pixel after.</param>
/// <param name="Share">The share of the pixel after.</param>
internal readonly record struct LinearStep(int Low, int High, double Share)
{
    /// <summary>Where a pixel of a line lies that is resized from one length to another.</summary>
    public static LinearStep At(int pixel, int from, int to)
    {
        double place = Math.Max(((pixel + 0.5) * from / to) - 0.5, 0);
        int low = (int)place;
        return new(low, Math.Min(low + 1, from - 1), place - low);
    }
}
