using Hourglass.Errors;
using Hourglass.Layers;

namespace Hourglass.Tests;

/// <summary>Layers from elsewhere: what a program may hand over wrongly is refused by name.</summary>
public sealed class DenseStackTests
{
    private static readonly DenseStack Whole = new("net", [Layer("in", 3, 2), Layer("out", 2, 3)]);

    [Fact]
    public void Layers_become_an_autoencoder()
    {
        TrainedAutoencoder model = Whole.ToAutoencoder();
        Assert.Equal((3, 2), (model.Width, model.CodeSize));
        Assert.Equal(new float[,] { { 6, 6 } }, model.Encode(new float[,] { { 1, 2, 3 } }));
        Assert.Equal(new float[,] { { 3, 3 } }, Whole.ToAutoencoder(divisor: 2).Encode(new float[,] { { 1, 2, 3 } }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-16)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.Epsilon)]
    public void A_divisor_is_above_zero(float divisor) => Refuses("Rows cannot be divided", () => Whole.ToAutoencoder(divisor));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    public void Encoder_and_decoder_have_a_layer_each(int encoderLayers) => Refuses("of 2 layers", () => (Whole with { EncoderLayers = encoderLayers }).ToAutoencoder());

    [Fact]
    public void What_is_no_stack_of_matrices_is_refused()
    {
        Refuses("There are no layers", () => (Whole with { Layers = [] }).ToAutoencoder());
        Refuses("There are no layers", () => (Whole with { Layers = default }).ToAutoencoder());
        Refuses("4 numbers for 3 inputs", () => (Whole with { Layers = [Whole.Layers[0] with { Weight = new float[4] }, Whole.Layers[1]] }).ToAutoencoder());
        Refuses("0 numbers for 0 inputs", () => (Whole with { Layers = [new DenseWeights("in", 0, [], null, Activation.Linear), Whole.Layers[1]] }).ToAutoencoder());
        Refuses("[-1, -3]", () => Whole.ToAutoencoder(rowShape: [-1, -3]));
    }

    private static DenseWeights Layer(string name, int inputs, int width) => new(name, inputs, [.. Enumerable.Repeat(1f, inputs * width)], null, Activation.Linear);

    private static void Refuses(string part, Action made) => Assert.Contains(part, Assert.Throws<InputException>(made).Message);
}
