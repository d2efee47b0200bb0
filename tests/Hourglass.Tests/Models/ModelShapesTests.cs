using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;

namespace Hourglass.Tests.Models;

// What an own part gets wrong is said when the graph is built: in the part's name, not in that of whatever meets the shape next.
public class ModelShapesTests
{
    private const int Features = 6;

    [Theory]
    [InlineData(false, "[batch, 6]")]
    [InlineData(true, "[]")]
    public void A_loss_that_is_not_one_number_a_row_is_refused(bool isSummed, string found)
    {
        string message = Refused(new DenseAutoencoder(2), new LossOf(isSummed));
        Assert.StartsWith("The loss does not give one number a row.", message);
        Assert.Contains(nameof(LossOf), message);
        Assert.Contains($"found:  {found}", message);
        Assert.Contains("rule:   [batch, 1]", message);
        Assert.Contains("SumColumns()", message);
    }

    [Fact]
    public void A_reconstruction_of_another_shape_than_the_rows_is_refused()
    {
        string message = Refused(new DenseAutoencoder(2), new HalfReconstructed());
        Assert.Contains(nameof(HalfReconstructed), message);
        Assert.Contains("found:  [batch, 3]", message);
        Assert.Contains("[batch, 6]", message);
    }

    [Fact]
    public void A_sample_of_another_shape_than_the_rows_is_refused() =>
        Assert.Contains(nameof(HalfSampled), Assert.Throws<InputException>(() => DecoderGraph.Build(Of(new DenseAutoencoder(2), new HalfSampled()), Features, 2)).Message);

    [Fact]
    public void A_code_that_is_not_one_vector_a_row_is_refused()
    {
        string message = Refused(new Coding(2, 3), new SquaredError());
        Assert.Contains(nameof(Coding), message);
        Assert.Contains("found:  [batch, 2, 3]", message);
        Assert.Contains("[batch, code]", message);
        Assert.Equal(message, Assert.Throws<InputException>(() => new Coding(2, 3).CodeSize(Features)).Message);
    }

    [Fact]
    public void The_decoder_of_any_architecture_gives_as_many_numbers_as_the_loss_takes()
    {
        string message = Refused(new Decoding(5), new BernoulliCrossEntropy());
        Assert.StartsWith("The decoder does not end where the data begins.", message);
        Assert.Contains(nameof(Decoding), message);
        Assert.Contains("found:  5 numbers", message);
        Assert.Contains("as many numbers as the loss takes for a row of the data: 6", message);
        Assert.Contains("width 6", message);
        Assert.Equal(message, Assert.Throws<InputException>(() => DecoderGraph.Build(Of(new Decoding(5), new BernoulliCrossEntropy()), Features, 6)).Message);
    }

    [Fact]
    public void A_decoder_of_layers_that_ends_too_soon_is_named_by_its_last_layer() =>
        Assert.Contains("layer decoder.1", Refused(new LayeredAutoencoder([new Dense(2)], [new Dense(4), new Dense(5)]), new SquaredError()));

    private static string Refused(AutoencoderModel architecture, Likelihood likelihood) =>
        Assert.Throws<InputException>(() => AutoencoderGraph.Build(Of(architecture, likelihood), Features, isTraining: true)).Message;

    private static AutoencoderDescription Of(AutoencoderModel architecture, Likelihood likelihood) => new(architecture, likelihood);

    private sealed record LossOf(bool IsSummed) : Likelihood
    {
        public override Node Reconstruction(Node logits) => logits;

        public override Node Loss(Node logits, Node target) => (logits - target).Square() is var squares && IsSummed ? squares.Sum() : squares;
    }

    private sealed record HalfReconstructed : Likelihood
    {
        public override Node Reconstruction(Node logits) => logits.TakeColumns(0, logits.Shape.Columns / 2);

        public override Node Loss(Node logits, Node target) => logits.SquaredDistance(target);
    }

    private sealed record HalfSampled : Likelihood
    {
        public override Node Reconstruction(Node logits) => logits;

        public override Node Sample(Node logits) => logits.TakeColumns(0, logits.Shape.Columns / 2);

        public override Node Loss(Node logits, Node target) => logits.SquaredDistance(target);
    }

    private sealed record Coding(int Positions, int Units) : AutoencoderModel
    {
        public override Node Encode(GraphBuilder builder, Node input) => input.Reshape(Shape.Batch(Positions, Units));

        public override Node Decode(GraphBuilder builder, Node code, int logits) => code.Reshape(Shape.Batch(logits));
    }

    private sealed record Decoding(int Width) : AutoencoderModel
    {
        public override Node Encode(GraphBuilder builder, Node input) => LayerStack.Build(builder, "encoder", [new Dense(Features)], input);

        public override Node Decode(GraphBuilder builder, Node code, int logits) => code.TakeColumns(0, Width);
    }
}
