namespace Hourglass.Jobs.ImageCompression.Coefficients;

/// <summary>
/// What tells the sign of a coefficient: those of its neighbours, and those of other planes at the same place, which agree or disagree as they did nearby.
/// </summary>
internal static class SignContext
{
    /// <summary>0 to <see cref="ContextTables.Signs"/> - 1.</summary>
    /// <param name="band">The band, coded up to the place.</param>
    /// <param name="x">Column.</param>
    /// <param name="y">Line.</param>
    public static int Of(Band band, int x, int y)
    {
        int at = (y * band.Width) + x;
        int before = x > 0 ? Math.Sign(band.Values[at - 1]) : 0, above = y > 0 ? Math.Sign(band.Values[at - band.Width]) : 0;
        return ((((((before + 1) * 3) + above + 1) * 5) + Told(band, band.Colour, x, y) + 2) * 5) + Told(band, band.SecondColour, x, y) + 2;
    }

    // -2 to 2: the sign of the other plane, turned round where the two disagreed; 1 in size where nothing nearby says whether they agree.
    private static int Told(Band band, Band? other, int x, int y)
    {
        if (other is null) return 0;
        int at = (y * band.Width) + x, sign = Math.Sign(other.Values[at]);
        if (sign == 0) return 0;
        int agreement = x > 0 ? Agreement(at - 1) : 0;
        if (y > 0)
        {
            int above = at - band.Width;
            agreement += Agreement(above);
            if (x > 0) agreement += Agreement(above - 1);
            if (x + 1 < band.Width) agreement += Agreement(above + 1);
        }

        return agreement == 0 ? sign : 2 * sign * Math.Sign(agreement);

        int Agreement(int place) => Math.Sign(other.Values[place]) * Math.Sign(band.Values[place]);
    }
}
