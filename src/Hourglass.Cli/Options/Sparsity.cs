using System.Globalization;
using Hourglass.Layers;
using Hourglass.Regularisers;

namespace Hourglass.Cli.Options;

/// <summary>What <c>--sparsity</c> says: a penalty on the code, or a layer behind it.</summary>
/// <param name="Penalties">Added to the loss.</param>
/// <param name="Layers">Applied to the code.</param>
internal sealed record Sparsity(Regulariser[] Penalties, Layer[] Layers)
{
    public const string Rule = "l1:WEIGHT (0 or more), kl:TARGET or kl:TARGET:WEIGHT (a mean activity above 0 and below 1), or top-k:COUNT (a whole number of at least 1)";

    // In units of the loss: small beside a cross-entropy per value of about 0.1, once the target is nearly met.
    private const string UsualWeight = "0.01";

    public static Sparsity None { get; } = new([], []);

    public static (bool Fits, Sparsity Value) Parse(string text) => text.Split(':') switch
    {
        [var weight] => Magnitude(weight),
        ["l1", var weight] => Magnitude(weight),
        ["kl", var target] => Activity(target, UsualWeight),
        ["kl", var target, var weight] => Activity(target, weight),
        ["top-k", var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int kept) && kept >= 1 => (true, new Sparsity([], [new TopK(kept)])),
        _ => (false, None),
    };

    private static (bool Fits, Sparsity Value) Magnitude(string weight) =>
        Number(weight, Interval.ZeroOrMore, value => Of(value > 0 ? [new CodePenalty(value)] : []));

    private static (bool Fits, Sparsity Value) Activity(string target, string weight)
    {
        (bool fits, double value) = Interval.ZeroOrMore.Parse(weight);
        return fits ? Number(target, Interval.OpenShare, mean => Of([new ActivityPenalty(mean, value)])) : (false, None);
    }

    private static (bool Fits, Sparsity Value) Number(string text, Interval interval, Func<double, Sparsity> create)
    {
        (bool fits, double value) = interval.Parse(text);
        return (fits, fits ? create(value) : None);
    }

    private static Sparsity Of(Regulariser[] penalties) => new(penalties, []);
}
