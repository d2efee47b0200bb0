using System.Text.Json;
using Hourglass.Corruptions;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Regularisers;

namespace Hourglass.Tests.Contracts;

public class CatalogContract
{
    public static TheoryData<Layer> Layers => PartExamples.Of<Layer>();

    public static TheoryData<AutoencoderModel> Models => PartExamples.Of<AutoencoderModel>();

    public static TheoryData<Likelihood> Likelihoods => PartExamples.Of<Likelihood>();

    public static TheoryData<Regulariser> Regularisers => PartExamples.Of<Regulariser>();

    public static TheoryData<Corruption> Corruptions => PartExamples.Of<Corruption>();

    public static TheoryData<Optimizer> Optimizers => PartExamples.Of<Optimizer>();

    [Fact]
    public void Every_part_of_the_catalog_is_checked() => Assert.Equal(
        [],
        (string[])[
            .. PartExamples.Missing<Layer>(), .. PartExamples.Missing<AutoencoderModel>(), .. PartExamples.Missing<Likelihood>(),
            .. PartExamples.Missing<Regulariser>(), .. PartExamples.Missing<Corruption>(), .. PartExamples.Missing<Optimizer>(),
        ]);

    [Theory, MemberData(nameof(Layers))]
    public void A_layer_survives_a_recipe(Layer layer) => Survives(layer);

    [Theory, MemberData(nameof(Models))]
    public void An_architecture_survives_a_recipe(AutoencoderModel model) => Survives(model);

    [Theory, MemberData(nameof(Likelihoods))]
    public void A_likelihood_survives_a_recipe(Likelihood likelihood) => Survives(likelihood);

    [Theory, MemberData(nameof(Regularisers))]
    public void A_penalty_survives_a_recipe(Regulariser regulariser) => Survives(regulariser);

    [Theory, MemberData(nameof(Corruptions))]
    public void A_corruption_survives_a_recipe(Corruption corruption) => Survives(corruption);

    [Theory, MemberData(nameof(Optimizers))]
    public void An_optimizer_survives_a_recipe(Optimizer optimizer) => Survives(optimizer);

    [Theory]
    [InlineData("""{"kind":"unheard-of"}""", "unheard-of")]
    [InlineData("""{"width":3}""", "layer")]
    [InlineData("""{"kind":"dense","width":3,"colour":"red"}""", "colour")]
    [InlineData("""[]""", "object")]
    public void A_recipe_cannot_name_what_the_catalog_lacks(string json, string named)
    {
        JsonException error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Layer>(json, Catalog.Default.Json));
        Assert.Contains(named, error.Message);
    }

    private static void Survives<T>(T part) where T : class
    {
        string written = JsonSerializer.Serialize(part, Catalog.Default.Json);
        T read = JsonSerializer.Deserialize<T>(written, Catalog.Default.Json)!;
        Assert.Equal(part.GetType(), read.GetType());
        Assert.Equal(written, JsonSerializer.Serialize(read, Catalog.Default.Json));
        Assert.Contains($"\"{Catalog.Default.NameOf(part)}\"", written);
    }
}
