using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Optimizers;
using Hourglass.Regularisers;
using Hourglass.Sources;
using Hourglass.Tests.Contracts;
using Hourglass.Training;

namespace Hourglass.Tests.Regularisers;

/// <summary>The Jacobian's norm, exact and estimated, and what the penalty on it does: Rifai et al. 2011.</summary>
public class ContractivePenaltyTests
{
    private const int Features = 5, Rows = 3;
    private const double Step = 1e-5;

    private static readonly double[] Values = [.. Draw(Rows * Features, "rows")];

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("softplus")]
    [InlineData("gelu")]
    [InlineData("linear")]
    public void Of_one_dense_layer_the_norm_is_exact(string activation)
    {
        var encoder = new Encoder([new Dense(4) { Activation = Activation.Parse(activation) }]);
        Assert.Equal(encoder.NormsByDifferences(), encoder.Evaluate(ContractivePenalty.Exact(encoder.Code, encoder.Input)!)[0], (x, y) => Math.Abs(x - y) < 1e-6 * Math.Max(1, x));
    }

    [Fact]
    public void Of_several_layers_the_mean_of_many_estimates_is_the_norm()
    {
        var encoder = new Encoder([new Dense(6) { Activation = Activation.Tanh }, new LayerNormalisation(), new Dense(4)]);
        Assert.Null(ContractivePenalty.Exact(encoder.Code, encoder.Input));
        Node estimate = ContractivePenalty.Estimate(encoder.Code, encoder.Input);
        double[][] draws = [.. Enumerable.Range(0, 3000).Select(step => encoder.Evaluate(estimate, step)[0])];
        double[] norms = encoder.NormsByDifferences();
        for (int row = 0; row < Rows; row++)
        {
            double[] ofRow = [.. draws.Select(draw => draw[row])];
            double mean = ofRow.Average(), error = Math.Sqrt(ofRow.Average(value => Math.Pow(value - mean, 2)) / ofRow.Length);
            Assert.True(error > 0);
            Assert.Equal(norms[row], mean, 4 * error);
        }
    }

    [Fact]
    public void A_code_of_several_functions_of_one_product_is_not_taken_for_a_dense_layer()
    {
        var encoder = new Encoder([new Dense(4), new LayerNormalisation()]);
        Assert.Null(ContractivePenalty.Exact(encoder.Code, encoder.Input));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void Codes_trained_with_it_move_less_when_the_row_does(int hidden)
    {
        DataSet rows = Digits.Train.Select([.. Enumerable.Range(0, 300)]);
        TrainedAutoencoder contractive = Fit([new ContractivePenalty(0.05)]), plain = Fit([]);
        Assert.True(Moved(contractive) < 0.5 * Moved(plain), $"{Moved(contractive)} against {Moved(plain)}");
        Assert.True(contractive.History[^1].Parts.Single(part => part.Name == "contraction").Value < contractive.History[0].Parts.Single(part => part.Name == "contraction").Value);

        TrainedAutoencoder Fit(Regulariser[] regularisers) =>
            new Autoencoder(new DenseAutoencoder(8) { Layers = hidden > 0 ? [hidden] : [], Activation = Activation.Tanh, CodeActivation = Activation.Sigmoid }) { Regularisers = [.. regularisers] }
                .Fit(rows, new TrainingOptions { Epochs = 40, Batch = 50, Validation = 0, Patience = null, KeepBest = false, Threads = 1, Optimizer = new Adam { LearningRate = 0.01 } });

        // The mean squared change of the code under small noise: in the limit the squared norm times the noise's variance.
        double Moved(TrainedAutoencoder model)
        {
            var random = new RandomStream(4, "noise");
            float[,] before = new float[rows.Rows, rows.Width], after = new float[rows.Rows, rows.Width];
            var row = new float[rows.Width];
            for (int i = 0; i < rows.Rows; i++)
            {
                rows.CopyRow(i, row);
                for (int column = 0; column < row.Length; column++) (before[i, column], after[i, column]) = (row[column], row[column] + (float)(0.1 * random.NextNormal()));
            }

            return model.Encode(before).Cast<float>().Zip(model.Encode(after).Cast<float>(), (x, y) => (double)(x - y) * (x - y)).Sum();
        }
    }

    [Fact]
    public void A_code_of_ids_is_refused()
    {
        var autoencoder = new Autoencoder(new RecurrentAutoencoder(3, PartExamples.Vocabulary)) { Loss = new TokenLikelihood(PartExamples.Vocabulary), Regularisers = [new ContractivePenalty(1)] };
        Assert.Contains("not of ids", Assert.Throws<InputException>(() => autoencoder.Fit(TrainingContract.Counting())).Message);
    }

    [Fact]
    public void A_layer_that_can_be_differentiated_once_is_named()
    {
        Autoencoder autoencoder = Autoencoder.Of([new GruOverColumns()], [new Dense(PartExamples.Features)]) with { Regularisers = [new ContractivePenalty(1)], Catalog = Catalog.Default.With<GruOverColumns>("gru-over-columns", VariantJson.Default) };
        Assert.Contains("GRU gradient", Assert.Throws<InputException>(() => autoencoder.Fit(TrainingContract.Curve())).Message);
    }

    private static IEnumerable<double> Draw(int count, string path)
    {
        var random = new RandomStream(2, path);
        return Enumerable.Range(0, count).Select(_ => random.NextNormal());
    }

    // An encoder with weights drawn, on the reference executor.
    private sealed class Encoder
    {
        private readonly GraphBuilder _builder = new(new Graph(), isTraining: true);
        private readonly ReferenceExecutor _executor = new() { Run = { Rows = Rows } };

        public Encoder(Layer[] layers)
        {
            Input = _builder.Graph.Input("row", Shape.Batch(Features));
            Code = LayerStack.Build(_builder, "encoder", layers, Input);
            foreach (Declaration declaration in _builder.Declarations) _executor.Set(declaration.Node, [.. Draw(declaration.Node.Shape.Count, ((StoredLeaf)declaration.Node.Operation).Path)]);
            _executor.Set(Input, Values);
        }

        public Node Input { get; }

        public Node Code { get; }

        public IReadOnlyList<double[]> Evaluate(Node node, int step = 0)
        {
            _executor.Run.Step = step;
            return _executor.Evaluate(node);
        }

        // Squared differences of the code, summed over all directions of the row.
        public double[] NormsByDifferences()
        {
            var norms = new double[Rows];
            for (int feature = 0; feature < Features; feature++)
            {
                double[] ahead = Moved(feature, Step), behind = Moved(feature, -Step);
                for (int i = 0; i < ahead.Length; i++) norms[i / Code.Shape.Columns] += Math.Pow((ahead[i] - behind[i]) / (2 * Step), 2);
            }

            return norms;
        }

        private double[] Moved(int feature, double distance)
        {
            _executor.Set(Input, [.. Values.Select((value, i) => i % Features == feature ? value + distance : value)]);
            double[] code = _executor.Evaluate(Code)[0];
            _executor.Set(Input, Values);
            return code;
        }
    }
}

/// <summary>A recurrent layer over the numbers of a row, which has no second derivative.</summary>
public sealed record GruOverColumns : Layer
{
    public override Node Build(GraphBuilder builder, Node input)
    {
        Node weight = builder.Parameter("input.weight", Shape.Fixed(1, 6), Initialiser.GlorotUniform), recurrent = builder.Parameter("recurrent.weight", Shape.Fixed(2, 6), Initialiser.Orthogonal);
        Node states = builder.Graph.Apply(
            new Gru(), input.Reshape(Shape.Batch(input.Shape.Columns, 1)).MatrixMultiply(weight), recurrent, builder.Parameter("recurrent.bias", Shape.Fixed(6), Initialiser.Zeros));
        return states.Reshape(Shape.Batch(states.Shape.Count)).TakeColumns(states.Shape.Count - 2, 2);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(GruOverColumns))]
internal sealed partial class VariantJson : System.Text.Json.Serialization.JsonSerializerContext;
