using System.Text.Json;
using Hourglass.Evaluation;
using Hourglass.Tests.Golden;

namespace Hourglass.Tests.Evaluation;

public class MapMeasuresTests
{
    [Fact]
    public void Trustworthiness_and_continuity_agree_with_scikit_learn()
    {
        JsonElement golden = JsonDocument.Parse(File.ReadAllText(GoldenFiles.PathOf("map_measures.json"))).RootElement;
        float[] Values(string name) => [.. golden.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];
        MapMeasures measures = MapMeasures.Of(Values("rows"), golden.GetProperty("width").GetInt32(), Values("map"), 2, null);
        Assert.Equal(golden.GetProperty("trustworthiness").GetDouble(), measures.Trustworthiness, 1e-12);
        Assert.Equal(golden.GetProperty("continuity").GetDouble(), measures.Continuity, 1e-12);
    }

    [Fact]
    public void A_map_that_keeps_every_distance_is_perfect()
    {
        float[] rows = [.. Enumerable.Range(0, 60).Select(i => (float)Math.Sqrt(i * 7.3) * (i % 5))];
        MapMeasures measures = MapMeasures.Of(rows, 2, rows, 2, [.. Enumerable.Range(0, 30).Select(_ => "same")]);
        Assert.Equal(new MapMeasures(1, 1, 1, 1), measures);
    }

    [Fact]
    public void Labels_of_two_heaps_are_told_by_their_neighbours()
    {
        float[] rows = [.. Enumerable.Range(0, 40).Select(i => (i % 2 * 100) + (i * 0.1f))];
        string[] labels = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? "even" : "odd")];
        Assert.Equal(1, MapMeasures.Of(rows, 1, rows, 1, labels).NeighbourAccuracy);
        float[] mixed = [.. Enumerable.Range(0, 40).Select(i => (float)i)];
        Assert.InRange(MapMeasures.Of(rows, 1, mixed, 1, labels).NeighbourAccuracy!.Value, 0, 0.6);
    }
}
