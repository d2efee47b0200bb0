using Hourglass.Graphs;
using Hourglass.Graphs.Operations;
using Drawing = System.Func<Hourglass.Numerics.RandomStream, double>;

namespace Hourglass.Tests.Graphs;

/// <summary>Every operation, each in all the ways it may be applied. A new operation gets its lines here.</summary>
internal static class OperationExamples
{
    // How two operands may be spread over each other.
    private static readonly (string Variant, Func<ExampleGraph, Drawing, Node> Left, Func<ExampleGraph, Drawing, Node> Right)[] Pairs =
    [
        ("batch and batch", (e, draw) => e.Batch(draw), (e, draw) => e.Batch(draw)),
        ("batch and vector", (e, draw) => e.Batch(draw), (e, draw) => e.Vector(draw)),
        ("batch and one a row", (e, draw) => e.Batch(draw), (e, draw) => e.PerRow(draw)),
        ("batch and scalar", (e, draw) => e.Batch(draw), (e, draw) => e.Scalar(draw)),
        ("vector and batch", (e, draw) => e.Vector(draw), (e, draw) => e.Batch(draw)),
        ("one a row and batch", (e, draw) => e.PerRow(draw), (e, draw) => e.Batch(draw)),
        ("scalar and batch", (e, draw) => e.Scalar(draw), (e, draw) => e.Batch(draw)),
        ("matrix and matrix", (e, draw) => e.Matrix(draw), (e, draw) => e.Matrix(draw)),
        ("matrix and vector", (e, draw) => e.Matrix(draw), (e, draw) => e.Vector(draw)),
        ("one column and matrix", (e, draw) => e.OneColumn(draw), (e, draw) => e.Matrix(draw)),
        ("vector and vector", (e, draw) => e.Vector(draw), (e, draw) => e.Vector(draw)),
        ("vector and scalar", (e, draw) => e.Vector(draw), (e, draw) => e.Scalar(draw)),
        ("scalar and scalar", (e, draw) => e.Scalar(draw), (e, draw) => e.Scalar(draw)),
    ];

    // What may be normalised together, given the number of channels.
    private static readonly (string Variant, Func<ExampleGraph, Shape> Shape, Func<int, GroupStatistics> Of)[] Statistics =
    [
        ("two groups", e => Shape.Batch(2, 3, 2 * e.Columns), _ => new(2, 1e-3)),
        ("all channels", e => Shape.Batch(2, 3, e.Columns), _ => new(1, 1e-3)),
        ("each channel", e => Shape.Batch(6, e.Columns), channels => new(channels, 1e-3)),
    ];

    // Pixels to be normalised by themselves: of channels that fill whole registers, or not, or none.
    private static readonly (string Variant, Func<ExampleGraph, Shape> Shape)[] Pixels =
    [
        ("pictures", e => Shape.Batch(2, 2, e.Columns + 4)),
        ("sequence", e => Shape.Batch(3, (2 * e.Columns) + 2)),
    ];

    private static readonly PoolingWindow Overlapping = new(new(3, 2, 1, 1), new(2, 1, 1, 1));

    // Over pictures of 5 x 4 pixels.
    private static readonly (string Variant, PoolingWindow Window)[] Windows =
    [
        ("tiles and a rest", new(new(2, 2), new(2, 2))),
        ("tiles", new(new(5, 5), new(2, 2))),
        ("gaps", new(new(1, 2), new(2, 3, 0, 1))),
        ("overlapping, padded", Overlapping),
    ];

    private static readonly (string Variant, WaveletTransform Transform)[] Directions =
    [
        ("analysis", new(2)),
        ("analysis, adjoint", new(2, IsAdjoint: true)),
        ("synthesis", new(2, IsSynthesis: true)),
        ("synthesis, adjoint", new(2, IsSynthesis: true, IsAdjoint: true)),
    ];

    public static IReadOnlyList<OperationExample> All { get; } =
    [
        .. Unary(new Absolute(), Draw.AwayFromZero),
        .. Unary(new Affine(-1.5, 0.25)),
        .. Unary(new Copy("copy")),
        .. Unary(new Exp()),
        .. Unary(new Flush(), Draw.AwayFromZero),
        .. Unary(new Log(), Draw.Positive),
        .. Unary(new Relu(), Draw.AwayFromZero),
        .. Unary(new Sigmoid()),
        .. Unary(new Softplus()),
        .. Unary(new Square()),
        .. Unary(new SquareRoot(), Draw.Positive),
        .. Unary(new Tanh()),
        .. Binary(new Add()),
        .. Binary(new Divide(), right: Draw.AwayFromZero),
        .. Binary(new Gate(), right: Draw.AwayFromZero),
        .. Binary(new Maximum(), Draw.AwayFromZero, Draw.NearZero),
        .. Binary(new MovingAverage(0.9)),
        .. Binary(new MovingAverageOfSquares(0.99), Draw.Positive),
        .. Binary(new Multiply()),
        .. Binary(new Subtract()),
        Of<Multiply>("a value and itself", e => e.Batch() is var x ? x * x : x),
        Of<Subtract>("two functions of one value", e => e.Batch() is var x ? x.Sigmoid() - x.Tanh() : x),

        Of<StopGradient>("the factor of another value", e => e.Batch() * Held(e, e.Batch()).StopGradient()),
        .. Directions.Select(direction => Of<WaveletTransform>($"pictures, {direction.Variant}", e => e.Graph.Apply(direction.Transform, e.Leaf(Shape.Batch(7, 6, (e.Columns / 8) + 1))))),
        Of<WaveletTransform>("one line", e => e.Graph.Apply(new WaveletTransform(3), e.Leaf(Shape.Batch(1, e.Columns, 1)))),
        Of<WaveletTransform>("back to one column", e => e.Graph.Apply(new WaveletTransform(4, IsSynthesis: true), e.Leaf(Shape.Batch(e.Columns, 1, 2)))),
        Of<RoundWithDeadZone>("a threshold for each number", e => e.Graph.Apply(new RoundWithDeadZone(), Held(e, e.Batch(AboveWhole)), Held(e, e.Batch(AboveHalf)))),
        Of<RoundWithDeadZone>("one threshold", e => e.Graph.Apply(new RoundWithDeadZone(), Held(e, e.Batch(AboveWhole)), Held(e, e.Scalar(AboveHalf)))),
        Of<ScaledDifference>("batches, one a row", e => e.Graph.Apply(new ScaledDifference(), e.Batch(), e.Batch(), e.PerRow())),
        Of<ScaledDifference>("batches, scalar", e => e.Graph.Apply(new ScaledDifference(), e.Batch(), e.Batch(), e.Scalar())),
        Of<ScaledDifference>("matrices and vector", e => e.Graph.Apply(new ScaledDifference(), e.Matrix(), e.Vector(), e.Matrix())),
        Of<AdamStep>("matrices", e => e.Graph.Apply(new AdamStep(1e-7), e.Matrix(), e.Matrix(), e.Matrix(Draw.Positive), e.Scalar(Draw.Positive))),
        Of<AdamStep>("vectors", e => e.Graph.Apply(new AdamStep(1e-3), e.Vector(), e.Vector(), e.Vector(Draw.Positive), e.Scalar(Draw.Positive))),

        Of<SpreadTo>("scalar to batch", e => e.Scalar().SpreadTo(Shape.Batch(e.Columns))),
        Of<SpreadTo>("vector to batch", e => e.Graph.Apply(new SpreadTo(Shape.Batch(e.Columns)), e.Vector())),
        Of<SpreadTo>("one a row to batch", e => e.Graph.Apply(new SpreadTo(Shape.Batch(e.Columns)), e.PerRow())),
        Of<SpreadTo>("scalar to vector", e => e.Scalar().SpreadTo(Shape.Fixed(e.Columns))),
        Of<SpreadTo>("vector to matrix", e => e.Vector().SpreadTo(Shape.Fixed(e.Rows, e.Columns))),
        Of<SpreadTo>("one column to matrix", e => e.Graph.Apply(new SpreadTo(Shape.Fixed(e.Rows, e.Columns)), e.OneColumn())),
        Of<Sum>("batch", e => e.Batch().Sum()),
        Of<Sum>("one a row", e => e.PerRow().Sum()),
        Of<Sum>("matrix", e => e.Matrix().Sum()),
        Of<Sum>("vector", e => e.Vector().Sum()),
        Of<SumRows>("batch", e => e.Batch().SumRows()),
        Of<SumRows>("one a row", e => e.PerRow().SumRows()),
        Of<SumRows>("matrix", e => e.Matrix().SumRows()),
        Of<SumRows>("batch, used again in the batch", e => e.Batch() is var x ? x - x.MeanOfRows() : x),
        Of<SumColumns>("batch", e => e.Batch().SumColumns()),
        Of<SumColumns>("matrix", e => e.Matrix().SumColumns()),
        Of<SquaredDistance>("two batches", e => e.Batch().SquaredDistance(e.Batch())),
        Of<Softmax>("batch", e => e.Batch().Softmax()),
        Of<LogSumExp>("batch", e => e.Batch().LogSumExp()),
        Of<BinaryCrossEntropy>("logits, their sigmoid, targets", e => e.Batch() is var z ? e.Graph.Apply(new BinaryCrossEntropy(), z, z.Sigmoid(), e.Batch(Draw.Unit)) : z),

        Of<MatrixMultiply>("without bias", e => e.Batch().MatrixMultiply(e.Leaf(Shape.Fixed(e.Columns, e.Rows + 2)))),
        Of<MatrixMultiply>("with bias", e => e.Batch().MatrixMultiply(e.Leaf(Shape.Fixed(e.Columns, e.Columns)), e.Vector())),
        Of<MatrixMultiply>("to one column", e => e.Batch().MatrixMultiply(e.Leaf(Shape.Fixed(e.Columns, 1)), e.Leaf(Shape.Fixed(1)))),
        Of<MatrixMultiply>("twice by one matrix", e => e.Leaf(Shape.Fixed(e.Columns, e.Columns)) is var w ? e.Batch().MatrixMultiply(w).MatrixMultiply(w) : w),
        Of<TransposedMultiply>("two batches", e => e.Batch().TransposedMultiply(e.Leaf(Shape.Batch(e.Columns + 3)))),
        Of<TransposedMultiply>("one a row", e => e.PerRow().TransposedMultiply(e.Batch())),
        Of<MatrixMultiply>("at every position", e => e.Sequence(3).MatrixMultiply(e.Leaf(Shape.Fixed(e.Columns, e.Rows + 2)), e.Leaf(Shape.Fixed(e.Rows + 2)))),
        Of<TransposedMultiply>("two sequences", e => e.Sequence(3).TransposedMultiply(e.Leaf(Shape.Batch(3, e.Columns + 2)))),
        Of<Reshape>("to positions", e => e.Leaf(Shape.Batch(2 * e.Columns)).Reshape(Shape.Batch(2, e.Columns))),
        Of<Reshape>("from positions", e => e.Sequence(3).Reshape(Shape.Batch(3 * e.Columns))),
        Of<TakeColumns>("batch", e => e.Leaf(Shape.Batch(e.Columns + 2)).TakeColumns(1, e.Columns)),
        Of<TakeColumns>("sequence", e => e.Leaf(Shape.Batch(3, e.Columns + 3)).TakeColumns(2, e.Columns)),
        Of<PlaceColumns>("batch", e => e.Batch().PlaceColumns(1, e.Columns + 2)),
        Of<PlaceColumns>("sequence", e => e.Sequence(3).PlaceColumns(2, e.Columns + 3)),
        Of<SumPositions>("sequence", e => e.Sequence(4).SumPositions()),
        Of<RepeatOver>("batch", e => e.Batch().RepeatOver(Shape.Batch(3, e.Columns))),
        Of<Embedding>("ids and a table", e => Ids(e, 4, e.Rows + 3).Embed(e.Leaf(Shape.Fixed(e.Rows + 3, e.Columns)))),
        Of<EmbeddingGradient>("ids and a sequence", e => e.Graph.Apply(new EmbeddingGradient(e.Rows + 3), Ids(e, 4, e.Rows + 3), e.Sequence(4))),
        Of<LargestMask>("two of a batch", e => e.Graph.Apply(new LargestMask(2), Held(e, e.Batch()))),
        Of<LargestMask>("of a sequence, with equals", e => e.Graph.Apply(new LargestMask(e.Columns), Held(e, e.Leaf(Shape.Batch(3, e.Columns), random => random.NextInt(5) - 2)))),
        Of<LargestMask>("half of a batch, which it lets pass", e => e.Batch(Draw.Apart()).KeepLargest((e.Columns / 2) + 1)),
        Of<PresenceMask>("the last column flags the others", e => e.Graph.Apply(new PresenceMask([.. Enumerable.Repeat(e.Columns - 1, e.Columns - 1), -1]), Held(e, e.Batch()))),
        Of<PresenceMask>("more columns than the row has", e => e.Graph.Apply(new PresenceMask([.. Enumerable.Range(-1, e.Columns), .. Enumerable.Range(-1, e.Columns)]), Held(e, e.Batch()))),
        Of<GaussianWindow>("along the height, whole windows", e => Windowed(e, Shape.Batch(6, 3, (e.Columns / 4) + 1), new GaussianWindow(0, 4, 1.5, 0))),
        Of<GaussianWindow>("along the width, whole windows", e => Windowed(e, Shape.Batch(2, e.Columns + 4, 1), new GaussianWindow(1, 5, 0.8, 0))),
        Of<GaussianWindow>("along the width, padded, colours", e => Windowed(e, Shape.Batch(2, (e.Columns / 2) + 1, 3), new GaussianWindow(1, 5, 2, 2))),
        Of<GaussianWindow>("along the height, the window larger than the picture", e => Windowed(e, Shape.Batch(2, e.Columns, 1), new GaussianWindow(0, 7, 3, 3))),
        Of<IndexOfLargest>("sequence", e => Held(e, e.Sequence(3)).IndexOfLargest()),
        Of<Gru>("a sequence", e => Recurrent(e, 4)),
        Of<Gru>("a single position", e => Recurrent(e, 1)),
        Of<GruGradient>("of a sequence", e => Recurrent(e, 3) is var h
            ? e.Graph.Apply(new GruGradient(), h.Inputs[0], h.Inputs[1], h.Inputs[2], h.Inputs[1].Transpose(), h, e.Leaf(h.Shape)) : h),
        Of<TokenCrossEntropy>("logits and ids", e => e.Graph.Apply(new TokenCrossEntropy(), e.Sequence(3), Ids(e, 3, e.Columns))),
        Of<TokenCrossEntropyGradient>("logits, ids, one a row", e => e.Graph.Apply(new TokenCrossEntropyGradient(), e.Sequence(3), Ids(e, 3, e.Columns), e.PerRow())),
        .. ConvolutionExamples.All,
        Of<SumRows>("batch, to a matrix", e => e.Leaf(Shape.Batch(3 * e.Columns)).SumRows(Shape.Fixed(3, e.Columns))),
        Of<SpreadRows>("matrix to batch", e => e.Graph.Apply(new SpreadRows(Shape.Batch(e.Rows * e.Columns)), e.Matrix())),
        .. Windows.Select(window => Of<MaxPool>($"pictures, {window.Variant}", e => e.Picture(5, 4, Draw.Apart()).MaxPool(window.Window))),
        Of<MaxPool>("sequence", e => e.Leaf(Shape.Batch(5, e.Columns), Draw.Apart()).MaxPool(new(new(1, 1), new(2, 2)))),
        Of<MaxPool>("values at the places of others", e => e.Graph.Apply(new MaxPool(Overlapping), e.Picture(5, 4, Draw.Apart()), e.Picture(5, 4))),
        .. Windows.Select(window => Of<MaxPoolGradient>($"pictures, {window.Variant}", e => e.Picture(5, 4, Draw.Apart()) is var x
            ? e.Graph.Apply(new MaxPoolGradient(window.Window), x, e.Leaf(new MaxPool(window.Window).InferShape([x.Shape, x.Shape]))) : x)),
        .. Windows.Select(window => Of<AveragePool>($"pictures, {window.Variant}", e => e.Graph.Apply(new AveragePool(window.Window, CountsPadding: true), e.Picture(5, 4)))),
        Of<AveragePool>("padding not counted", e => e.Graph.Apply(new AveragePool(Overlapping, CountsPadding: false), e.Picture(5, 4))),
        Of<AveragePool>("sequence", e => e.Graph.Apply(new AveragePool(new(new(1, 1), new(3, 2, 1, 1)), CountsPadding: true), e.Sequence(5))),
        Of<AveragePoolGradient>("padding not counted", e => e.Graph.Apply(new AveragePoolGradient(Overlapping, false, Shape.Batch(5, 4, e.Columns)), e.Picture(3, 5))),
        Of<AveragePoolGradient>("tiles", e => e.Graph.Apply(new AveragePoolGradient(new(new(2, 2), new(2, 2)), true, Shape.Batch(4, 6, e.Columns)), e.Picture(2, 3))),
        Of<UpsampleNearest>("pictures", e => e.Graph.Apply(new UpsampleNearest(2, 3), e.Picture(3, 2))),
        Of<UpsampleNearest>("sequence", e => e.Graph.Apply(new UpsampleNearest(1, 2), e.Sequence(3))),
        Of<UpsampleBilinear>("larger pictures", e => e.Graph.Apply(new UpsampleBilinear(5, 4), e.Picture(3, 2))),
        Of<UpsampleBilinear>("lower and wider", e => e.Graph.Apply(new UpsampleBilinear(1, 7), e.Picture(3, 3))),
        Of<UpsampleBilinear>("from one pixel", e => e.Graph.Apply(new UpsampleBilinear(2, 3), e.Picture(1, 1))),
        Of<UpsampleBilinear>("sequence", e => e.Graph.Apply(new UpsampleBilinear(1, 5), e.Sequence(3))),
        Of<UpsampleBilinearGradient>("pictures", e => e.Graph.Apply(new UpsampleBilinearGradient(Shape.Batch(3, 2, e.Columns)), e.Picture(5, 4))),
        Of<Pad>("pictures", e => e.Graph.Apply(new Pad(new(1, 0, 2, 3)), e.Picture(3, 2))),
        Of<Pad>("sequence", e => e.Graph.Apply(new Pad(new(0, 0, 1, 2)), e.Sequence(3))),
        Of<Crop>("pictures", e => e.Graph.Apply(new Crop(new(1, 2, 0, 1)), e.Picture(5, 3))),
        Of<Crop>("sequence", e => e.Graph.Apply(new Crop(new(0, 0, 1, 2)), e.Sequence(5))),
        Of<PixelShuffle>("pictures", e => e.Graph.Apply(new PixelShuffle(2, 3), e.Leaf(Shape.Batch(3, 2, 6 * e.Columns)))),
        Of<PixelShuffle>("sequence", e => e.Graph.Apply(new PixelShuffle(1, 2), e.Leaf(Shape.Batch(3, 2 * e.Columns)))),
        Of<PixelUnshuffle>("pictures", e => e.Graph.Apply(new PixelUnshuffle(2, 3), e.Picture(4, 6))),
        Of<PixelUnshuffle>("sequence", e => e.Graph.Apply(new PixelUnshuffle(1, 2), e.Sequence(4))),
        Of<ChannelMoments>("pictures", e => e.Graph.Apply(new ChannelMoments(), e.Picture(4, 3))),
        Of<BatchNormalise>("its own statistics", e => NormaliseBatch(e, e.Picture(3, 4))),
        Of<BatchNormalise>("its own statistics, sequence", e => NormaliseBatch(e, e.Sequence(5))),
        Of<BatchNormalise>("given statistics", e => e.Graph.Apply(new BatchNormalise(1e-3, OwnStatistics: false), e.Picture(3, 4), e.Vector(), e.Vector(Draw.Positive), e.Vector(), e.Vector())),
        Of<BatchNormaliseSums>("pictures", e => e.Graph.Apply(new BatchNormaliseSums(), e.Picture(3, 4), e.Picture(3, 4), e.Vector())),
        Of<BatchNormaliseGradient>("pictures", e => e.Graph.Apply(
            new BatchNormaliseGradient(1e-3), e.Picture(3, 4), e.Picture(3, 4), e.Vector(), e.Vector(Draw.Positive), e.Vector(), e.Vector(), e.Vector())),
        .. Statistics.Select(statistics => Of<GroupNormalise>(statistics.Variant, e => e.Leaf(statistics.Shape(e)) is var x
            ? e.Graph.Apply(new GroupNormalise(statistics.Of(x.Shape.Features)), x, e.Leaf(Shape.Fixed(x.Shape.Features)), e.Leaf(Shape.Fixed(x.Shape.Features))) : x)),
        .. Statistics.Select(statistics => Of<GroupNormaliseGradient>(statistics.Variant, e => e.Leaf(statistics.Shape(e)) is var x
            ? e.Graph.Apply(new GroupNormaliseGradient(statistics.Of(x.Shape.Features)), x, e.Leaf(x.Shape), e.Leaf(Shape.Fixed(x.Shape.Features)),
                e.Leaf(Shape.Batch(2 * (x.Shape.Features + statistics.Of(x.Shape.Features).Groups)))) : x)),
        .. Statistics.Select(statistics => Of<GroupNormaliseSums>(statistics.Variant, e => e.Leaf(statistics.Shape(e)) is var x
            ? e.Graph.Apply(new GroupNormaliseSums(statistics.Of(x.Shape.Features)), x, e.Leaf(x.Shape)) : x)),
        .. Pixels.Select(pixels => Of<LayerNormalise>(pixels.Variant, e => e.Leaf(pixels.Shape(e)) is var x
            ? e.Graph.Apply(new LayerNormalise(1e-3), x, e.Leaf(Shape.Fixed(x.Shape.Features)), e.Leaf(Shape.Fixed(x.Shape.Features))) : x)),
        .. Pixels.Select(pixels => Of<LayerNormaliseGradient>(pixels.Variant, e => e.Leaf(pixels.Shape(e)) is var x
            ? e.Graph.Apply(new LayerNormaliseGradient(), x, e.Leaf(x.Shape), e.Leaf(Shape.Fixed(x.Shape.Features)), e.Leaf(new LayerNormaliseSums(0).InferShape([x.Shape, x.Shape]))) : x)),
        .. Pixels.Select(pixels => Of<LayerNormaliseSums>(pixels.Variant, e => e.Leaf(pixels.Shape(e)) is var x ? e.Graph.Apply(new LayerNormaliseSums(1e-3), x, e.Leaf(x.Shape)) : x)),
        Of<Transpose>("matrix", e => e.Matrix().Transpose()),
        Of<Transpose>("one column", e => e.OneColumn().Transpose()),
    ];

    // Numbers and thresholds that do not meet.
    private static double AboveWhole(Hourglass.Numerics.RandomStream random) => (random.NextInt(4) + 0.05 + (0.4 * random.NextDouble())) * (random.NextInt(2) == 0 ? -1 : 1);

    private static double AboveHalf(Hourglass.Numerics.RandomStream random) => 0.5 + (0.04 * random.NextDouble());

    public static TheoryData<string> Names => [.. All.Select(example => example.Name)];

    public static OperationExample Named(string name) => All.Single(example => example.Name == name);

    private static OperationExample Of<T>(string variant, Func<ExampleGraph, Node> build) where T : Operation => new(typeof(T), variant, build);

    private static IEnumerable<OperationExample> Unary(Operation operation, Drawing? draw = null)
    {
        (string Variant, Func<ExampleGraph, Node> Operand)[] operands =
            [("batch", e => e.Batch(draw)), ("matrix", e => e.Matrix(draw)), ("vector", e => e.Vector(draw)), ("scalar", e => e.Scalar(draw))];
        return operands.Select(o => new OperationExample(operation.GetType(), o.Variant, e => e.Graph.Apply(operation, o.Operand(e))));
    }

    private static IEnumerable<OperationExample> Binary(Operation operation, Drawing? left = null, Drawing? right = null) =>
        Pairs.Select(pair => new OperationExample(
            operation.GetType(), pair.Variant, e => e.Graph.Apply(operation, pair.Left(e, left ?? Draw.Any), pair.Right(e, right ?? Draw.Any))));

    private static Node Windowed(ExampleGraph example, Shape picture, GaussianWindow window) => example.Graph.Apply(window, example.Leaf(picture));

    // Whole numbers from 0, through which no gradient flows.
    private static Node Ids(ExampleGraph example, int positions, int vocabulary) =>
        Held(example, example.Leaf(Shape.Batch(positions), random => random.NextInt(vocabulary)));

    // A quarter as many units as columns, for the definition takes units^2 steps at each position.
    private static Node Recurrent(ExampleGraph example, int positions)
    {
        int units = (example.Columns / 4) + 1;
        return example.Graph.Apply(
            new Gru(), example.Leaf(Shape.Batch(positions, 3 * units)), example.Leaf(Shape.Fixed(units, 3 * units)), example.Leaf(Shape.Fixed(3 * units)));
    }

    private static Node NormaliseBatch(ExampleGraph example, Node x)
    {
        int channels = x.Shape.Features;
        Node moments = x.Graph.Apply(new ChannelMoments(), x), means = moments.TakeColumns(0, channels), mean = means.MeanOfRows();
        Node variance = (moments.TakeColumns(channels, channels) + (means - mean).Square()).MeanOfRows();
        return x.Graph.Apply(new BatchNormalise(1e-3, OwnStatistics: true), x, mean, variance, example.Vector(), example.Vector());
    }

    private static Node Held(ExampleGraph example, Node leaf)
    {
        example.Held.Add(leaf);
        return leaf;
    }
}
