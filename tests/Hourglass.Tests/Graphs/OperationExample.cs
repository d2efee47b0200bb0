using Hourglass.Graphs;
using Hourglass.Numerics;

namespace Hourglass.Tests.Graphs;

/// <summary>One way to apply an operation, which a test tries in several sizes.</summary>
/// <param name="Operation">The operation shown.</param>
/// <param name="Variant">What is particular, for instance the shapes of the operands.</param>
/// <param name="Build">Makes the leaves and applies the operation to them.</param>
internal sealed record OperationExample(Type Operation, string Variant, Func<ExampleGraph, Node> Build)
{
    public string Name => $"{Operation.Name}: {Variant}";
}

/// <summary>Where the values of a leaf come from, so that no example lies on a kink or outside an operation's domain.</summary>
internal static class Draw
{
    public static double Any(RandomStream random) => random.NextNormal();

    public static double Unit(RandomStream random) => random.NextDouble();

    public static double Positive(RandomStream random) => 0.5 + random.NextDouble();

    public static double AwayFromZero(RandomStream random) => Positive(random) * (random.NextInt(2) == 0 ? -1 : 1);

    /// <summary>Numbers of which no two among some hundred in succession are equal, or nearly so.</summary>
    public static Func<RandomStream, double> Apart()
    {
        int drawn = 0;
        return _ => ((drawn++ * 37 % 401) - 200.5) / 32;
    }

    public static double NearZero(RandomStream random) => (random.NextDouble() - 0.5) * 0.4;
}
