using Hourglass.Graphs.Operations;

namespace Hourglass.Graphs.Execution;

/// <summary>What an operation costs in one run.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="Shape">Shape of its result.</param>
/// <param name="Values">Paths of the parameters and states it reads.</param>
/// <param name="Seconds">Seconds in a run, all threads added up.</param>
/// <param name="Share">Its share of the whole run, 0 to 1.</param>
public sealed record OperationTime(string Operation, string Shape, IReadOnlyList<string> Values, double Seconds, double Share)
{
    /// <summary>The operations that an executor has run since <see cref="Executor.StartProfile"/>, the most expensive first.</summary>
    /// <param name="executor">The executor.</param>
    /// <param name="runs">How often it has run since.</param>
    public static IReadOnlyList<OperationTime> Of(Executor executor, int runs)
    {
        IReadOnlyDictionary<Node, double> profile = executor.Profile;
        double all = profile.Values.Sum();
        return
        [
            .. profile.Where(pair => pair.Value > 0).OrderByDescending(pair => pair.Value).Select(pair => new OperationTime(
                pair.Key.Operation.Name, pair.Key.Shape.ToString(),
                [.. pair.Key.Inputs.Select(input => input.Operation).OfType<StoredLeaf>().Select(leaf => leaf.Path)],
                pair.Value * 1e-9 / runs, pair.Value / all)),
        ];
    }
}
