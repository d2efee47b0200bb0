namespace Hourglass.Statistics;

/// <summary>Quantiles of the standard normal distribution, to 1e-15 relative: Wichura 1988, algorithm AS 241 (PPND16).</summary>
public static class NormalQuantile
{
    private static readonly double[] CentreAbove =
    [
        3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
        45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
    ];

    private static readonly double[] CentreBelow =
    [
        1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
        21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610,
    ];

    private static readonly double[] TailAbove =
    [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4,
    ];

    private static readonly double[] TailBelow =
    [
        1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
        0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    /// <summary>The number that a standard normal one lies below with a probability.</summary>
    /// <param name="probability">1e-10 to 1 - 1e-10.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is nearer to 0 or 1, or outside.</exception>
    public static double Of(double probability)
    {
        if (!(probability is >= 1e-10 and <= 1 - 1e-10)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "From 1e-10 to 1 - 1e-10.");
        double centre = probability - 0.5;
        if (Math.Abs(centre) <= 0.425)
        {
            double square = 0.180625 - (centre * centre);
            return centre * Polynomial(CentreAbove, square) / Polynomial(CentreBelow, square);
        }

        double tail = Math.Sqrt(-Math.Log(Math.Min(probability, 1 - probability))) - 1.6;
        return Math.Sign(centre) * Polynomial(TailAbove, tail) / Polynomial(TailBelow, tail);
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        double sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--) sum = (sum * x) + coefficients[i];
        return sum;
    }
}
