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

    public static double NearZero(RandomStream random) => (random.NextDouble() - 0.5) * 0.4;

    /// <summary>Numbers one after the other, of which neighbours and those at the same place of other pixels lie at least 1/16 apart: which is the largest is never in doubt.</summary>
    public static Func<RandomStream, double> Apart()
    {
        int count = 0;
        return _ => ((count++ * 37 % 101) - 50) / 16.0;
    }
}
