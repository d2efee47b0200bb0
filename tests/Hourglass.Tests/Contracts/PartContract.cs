using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Preprocessing;

namespace Hourglass.Tests.Contracts;

/// <summary>A contract that every part keeps: an autoencoder with each layer, architecture and likelihood of the catalog.</summary>
public abstract class PartContract
{
    public static TheoryData<Layer> Layers => PartExamples.Of<Layer>();

    public static TheoryData<AutoencoderModel> Models => PartExamples.Of<AutoencoderModel>();

    public static TheoryData<Likelihood> Likelihoods => PartExamples.Of<Likelihood>();

    [Theory, MemberData(nameof(Layers))]
    public void With_a_layer(Layer layer) =>
        Holds(Autoencoder.Of(PartExamples.Around(layer), [new Dense(PartExamples.Features)]));

    [Theory, MemberData(nameof(Models))]
    public void With_an_architecture(AutoencoderModel model) =>
        Holds(new Autoencoder(model) { Loss = model is RecurrentAutoencoder ? new TokenLikelihood(PartExamples.Vocabulary) : null });

    [Theory, MemberData(nameof(Likelihoods))]
    public void With_a_likelihood(Likelihood likelihood) => Holds(Autoencoder.Dense(6) with { Loss = likelihood, Scaling = ScalingKind.None });

    /// <summary>What the contract says.</summary>
    protected abstract void Holds(Autoencoder autoencoder);
}
