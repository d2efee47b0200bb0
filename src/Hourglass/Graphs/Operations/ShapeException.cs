namespace Hourglass.Graphs.Operations;

/// <summary>Thrown by a shape rule: the message states the rule. <see cref="Graph.Apply"/> adds the operation, the layer and the shapes found.</summary>
public sealed class ShapeException(string rule) : Exception(rule)
{
    /// <summary>Throws when a rule does not hold.</summary>
    public static void Require(bool holds, string rule)
    {
        if (!holds) throw new ShapeException(rule);
    }
}
