using System.Text.Json;
using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Layers;
using Hourglass.Likelihoods;

namespace Hourglass.Tests.Artifacts;

public partial class PartConverterTests
{
    private static readonly JsonSerializerOptions Json = Catalog.Default
        .With<Described>("described", ConvertedJson.Default)
        .With<OfAKind>("of-a-kind", ConvertedJson.Default)
        .With<Renamed>("renamed", ConvertedJson.Default).Json;

    [Fact]
    public void The_description_of_a_layer_is_no_setting()
    {
        string written = JsonSerializer.Serialize<Layer>(new Described(3), Json);
        Assert.Contains("\"kind\": \"described\"", written);
        Assert.Equal(new Described(3), JsonSerializer.Deserialize<Layer>(written, Json));
    }

    [Fact]
    public void A_setting_called_kind_is_refused_before_it_takes_the_place_of_the_name()
    {
        InputException error = Assert.Throws<InputException>(() => JsonSerializer.Serialize<Likelihood>(new OfAKind("robust"), Json));
        Assert.Contains(nameof(OfAKind), error.Message);
        Assert.Contains("kind", error.Message);
        Assert.Contains("JsonPropertyName", error.Message);
        Assert.Throws<InputException>(() => JsonSerializer.Serialize<Layer>(new Renamed("wide"), Json));
    }

    // The base's [JsonIgnore] does not hold for an override.
    internal sealed record Described(int Width) : Layer
    {
        public override string Kind => $"described, {Width}";

        public override Node Build(GraphBuilder builder, Node input) => input;
    }

    internal sealed record OfAKind(string Kind) : Likelihood
    {
        public override Node Reconstruction(Node logits) => logits;

        public override Node Loss(Node logits, Node target) => logits;
    }

    internal sealed record Renamed([property: JsonPropertyName("kind")] string Variety) : Layer
    {
        public override Node Build(GraphBuilder builder, Node input) => input;
    }

    [JsonSerializable(typeof(Described))]
    [JsonSerializable(typeof(OfAKind))]
    [JsonSerializable(typeof(Renamed))]
    private sealed partial class ConvertedJson : JsonSerializerContext;
}
