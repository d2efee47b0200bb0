using System.Collections.Immutable;
using Hourglass.Data;
using Hourglass.Graphs.Operations;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass.Evaluation;

/// <summary>A training whose steps are measured, by binary cross-entropy on random rows.</summary>
/// <param name="Model">What is trained.</param>
/// <param name="RowShape">Shape of a row.</param>
/// <param name="Batch">Rows of a step.</param>
internal sealed record TrainingWorkload(AutoencoderModel Model, ImmutableArray<int> RowShape, int Batch)
{
    // Whole batches of every size, and more than a cache holds: a step gathers its rows from all over them.
    private const int MostRows = 20480, MostValues = 20480 * 784;

    private AutoencoderDescription Description => new(Model.ForRows(RowShape), new BernoulliCrossEntropy());

    private int Width => RowShape.Aggregate(1, (product, length) => product * length);

    /// <summary>The convolutional autoencoder of the Keras blog (Chollet 2016), its code of 4 x 4 x 8.</summary>
    public static LayeredAutoencoder Blog { get; } = new(
        [new Reshaping([28, 28, 1]), Rectified(16), Halved, Rectified(8), Halved, Rectified(8), Halved, new Flattening()],
        [
            new Reshaping([4, 4, 8]), Rectified(8), Doubled, Rectified(8), Doubled, new Convolution(16, 3) { Activation = Activation.Relu }, Doubled,
            new Convolution(1, 3) { Same = true }, new Flattening(),
        ]);

    private static MaxPooling Halved => new(2) { Same = true };

    private static Upsampling Doubled => new(2);

    /// <summary>The multiply-adds that a step cannot do without, twice: forward, weights' gradients, and all but the first layer's data gradient.</summary>
    public double ProductFlops
    {
        get
        {
            AutoencoderGraph graph = AutoencoderGraph.Build(Description, Width, isTraining: false);
            double[] products =
            [
                .. graph.Builder.Graph.Nodes.Where(node => node.Operation is MatrixMultiply or Convolve or ConvolveTransposed).Select(node => (double)node.Operation.Flops(node, Batch)),
            ];
            return (3 * products.Sum()) - products[0];
        }
    }

    /// <summary>Rows to train on.</summary>
    /// <param name="random">Makes so many numbers from 0 to 1.</param>
    public DataSet Data(Func<int, float[]> random) => DataSet.From(
        new ReadOnlyMemory<float>(random(Math.Min(MostRows, MostValues / Width) / Batch * Batch * Width)), Width).WithRowShape([.. RowShape]);

    /// <summary>A trainer of these rows in random order.</summary>
    public Trainer TrainerFor(DataSet data, int threads)
    {
        int[] order = [.. Enumerable.Range(0, data.Rows)];
        new RandomStream(0, "order").Shuffle(order.AsSpan());
        return new Trainer(Description, new TrainingOptions { Batch = Batch, Threads = threads, Validation = 0 }, data, new Scaler(ScalingKind.None, [0], [1]), order, null);
    }

    private static Convolution Rectified(int filters) => new(filters, 3) { Same = true, Activation = Activation.Relu };
}
