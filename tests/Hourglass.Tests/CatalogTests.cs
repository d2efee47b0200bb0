using System.Text.Json.Serialization;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Layers;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Tests.Contracts;
using Hourglass.Training;

namespace Hourglass.Tests;

/// <summary>What is wrong with an own part is said when it is named or before it is trained, never at the end of a training.</summary>
public partial class CatalogTests
{
    [Theory]
    [InlineData("layer")]
    [InlineData("optimizer")]
    public void A_part_without_a_name_is_refused_before_the_training(string kind)
    {
        Autoencoder autoencoder = kind == "layer" ? Autoencoder.Of([new Own(1), new Dense(3)], [new Dense(PartExamples.Features)]) : Autoencoder.Dense(3);
        TrainingOptions options = kind == "layer" ? new TrainingOptions() : new TrainingOptions { Optimizer = new OwnOptimizer() };
        InputException error = Assert.Throws<InputException>(() => autoencoder.Prepare(TrainingContract.Curve(), options: options));
        Assert.Contains(kind == "layer" ? nameof(Own) : nameof(OwnOptimizer), error.Message);
        Assert.Contains("Catalog.Default.With", error.Remedy);
        Assert.Contains("with { Catalog = ", error.Remedy);
    }

    [Fact]
    public void A_setting_that_does_not_come_back_is_refused_before_the_training()
    {
        Catalog catalog = Catalog.Default.With<Forgetful>("forgetful", NamedJson.Default);
        Autoencoder autoencoder = Autoencoder.Of([new Forgetful(2), new Dense(3)], [new Dense(PartExamples.Features)]) with { Catalog = catalog };
        InputException error = Assert.Throws<InputException>(() => autoencoder.Prepare(TrainingContract.Curve()));
        Assert.Contains("\"scale\": 2", error.Message);
    }

    [Fact]
    public void A_part_whose_settings_cannot_be_written_is_refused_when_it_is_named()
    {
        InputException error = Assert.Throws<InputException>(() => Catalog.Default.With<Unwritten>("unwritten", NamedJson.Default));
        Assert.Contains("[JsonSerializable(typeof(Unwritten))]", error.Remedy);
        Assert.Contains(nameof(NamedJson), error.Message);
    }

    [Fact]
    public void A_type_has_one_name()
    {
        InputException error = Assert.Throws<InputException>(() => Catalog.Default.With<Own>("own", NamedJson.Default).With<Own>("own-again", NamedJson.Default));
        Assert.Contains("own", error.Message);
        Assert.Contains(nameof(Own), error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Own")]
    [InlineData("own layer")]
    [InlineData("own_layer")]
    [InlineData("-own")]
    [InlineData("own-")]
    [InlineData("own--layer")]
    [InlineData("2-own")]
    public void A_name_is_lower_case_words_joined_by_hyphens(string name)
    {
        InputException error = Assert.Throws<InputException>(() => Catalog.Default.With<Own>(name, NamedJson.Default));
        Assert.Contains("lower-case", error.Message);
        Assert.Throws<InputException>(() => Catalog.Default.With(new ArchitectureEntry(name, "none", DenseAutoencoder.From)));
        Assert.Contains("own-layer-2", Catalog.Default.With<Own>("own-layer-2", NamedJson.Default).NamesOf<Layer>());
    }

    [Fact]
    public void An_architecture_can_be_asked_for_by_one_name() =>
        Assert.Contains("dense", Assert.Throws<InputException>(() => Catalog.Default.With(new ArchitectureEntry("dense", "none", DenseAutoencoder.From))).Message);

    internal sealed record Own(double Factor) : Layer
    {
        public override Node Build(GraphBuilder builder, Node input) => input * Factor;
    }

    internal sealed record Unwritten : Layer
    {
        public override Node Build(GraphBuilder builder, Node input) => input;
    }

    // The constructor that JSON uses does not take the setting.
    internal sealed record Forgetful : Layer
    {
        [JsonConstructor]
        public Forgetful()
        {
        }

        public Forgetful(double scale) => Scale = scale;

        public double Scale { get; } = 1;

        public override Node Build(GraphBuilder builder, Node input) => input * Scale;
    }

    internal sealed record OwnOptimizer : Optimizer
    {
        protected override Node Step(GraphBuilder builder, Node from, string path, Node gradient) => from - (gradient * 0.01);
    }

    [JsonSerializable(typeof(Own))]
    [JsonSerializable(typeof(Forgetful))]
    private sealed partial class NamedJson : JsonSerializerContext;
}
