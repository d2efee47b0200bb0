using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Jobs.DimensionReduction;

namespace Hourglass.Cli.Verbs.Reduce;

/// <summary>The first two numbers of codes as points on a plane.</summary>
internal static class MapPoints
{
    public static MapPoint[] Of(float[,] map, IReadOnlyList<string>? labels) =>
        [.. Enumerable.Range(0, map.GetLength(0)).Select(row => new MapPoint(map[row, 0], map.GetLength(1) > 1 ? map[row, 1] : 0, labels?[row]))];

    /// <summary>The map of some rows and the rival's beside it, for a report.</summary>
    public static IEnumerable<ReportSection> Section(DimensionReducer reducer, DataSet data) =>
        [new MapSection("The map", Of(reducer.Map(data), data.Labels)), new MapSection("What principal components make of the same rows", Of(reducer.MapOfRival(data), data.Labels))];
}
