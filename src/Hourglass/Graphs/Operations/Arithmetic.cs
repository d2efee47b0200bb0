namespace Hourglass.Graphs.Operations;

/// <summary>The operations as methods of a node, so that a formula reads as a formula.</summary>
public static class Arithmetic
{
    /// <summary>e^x.</summary>
    public static Node Exp(this Node x) => x.Graph.Apply(new Exp(), x);

    /// <summary>ln x.</summary>
    public static Node Log(this Node x) => x.Graph.Apply(new Log(), x);

    /// <summary>sqrt(x).</summary>
    public static Node SquareRoot(this Node x) => x.Graph.Apply(new SquareRoot(), x);

    /// <summary>x^2.</summary>
    public static Node Square(this Node x) => x.Graph.Apply(new Square(), x);

    /// <summary>|x|.</summary>
    public static Node Absolute(this Node x) => x.Graph.Apply(new Absolute(), x);

    /// <summary>max(x, 0).</summary>
    public static Node Relu(this Node x) => x.Graph.Apply(new Relu(), x);

    /// <summary>1 / (1 + e^-x).</summary>
    public static Node Sigmoid(this Node x) => x.Graph.Apply(new Sigmoid(), x);

    /// <summary>tanh x.</summary>
    public static Node Tanh(this Node x) => x.Graph.Apply(new Tanh(), x);

    /// <summary>ln(1 + e^x).</summary>
    public static Node Softplus(this Node x) => x.Graph.Apply(new Softplus(), x);

    /// <summary>The softmax of each row.</summary>
    public static Node Softmax(this Node x) => x.Graph.Apply(new Softmax(), x);

    /// <summary>ln sum e^x of each row: <c>[batch, columns] -> [batch, 1]</c>.</summary>
    public static Node LogSumExp(this Node x) => x.Graph.Apply(new LogSumExp(), x);

    /// <summary>The larger of each pair.</summary>
    public static Node Maximum(this Node left, Node right) => left.Graph.Apply(new Maximum(), left, right);

    /// <summary>x where the condition is positive, 0 elsewhere.</summary>
    public static Node Where(this Node x, Node condition) => x.Graph.Apply(new Gate(), x, condition);

    /// <summary>Sum over the rows: <c>[rows, columns] -> [columns]</c>.</summary>
    public static Node SumRows(this Node x) => x.Graph.Apply(new SumRows(), x);

    /// <summary>Sum over the rows, as a fixed shape of as many numbers as there are columns.</summary>
    public static Node SumRows(this Node x, Shape shape) => x.Graph.Apply(new SumRows(shape), x);

    /// <summary>Sum over the columns of each row: <c>[rows, columns] -> [rows, 1]</c>.</summary>
    public static Node SumColumns(this Node x) => x.Graph.Apply(new SumColumns(), x);

    /// <summary>Sum of all elements: <c>[]</c>.</summary>
    public static Node Sum(this Node x) => x.Graph.Apply(new Sum(), x);

    /// <summary>Mean over the active rows of a batch: <c>[batch, columns] -> [columns]</c>.</summary>
    public static Node MeanOfRows(this Node x) => x.SumRows() / x.Graph.RowCount();

    /// <summary>Mean over the active rows of one number a row: <c>[batch, 1] -> []</c>.</summary>
    public static Node MeanOverBatch(this Node x) => x.Sum() / x.Graph.RowCount();

    /// <summary>Spreads a scalar, a vector or one number a row to a shape.</summary>
    public static Node SpreadTo(this Node x, Shape shape) => x.Shape == shape ? x : x.Graph.Apply(new SpreadTo(shape), x);

    /// <summary>Matrix product <c>[batch, depth] x [depth, columns] -> [batch, columns]</c>.</summary>
    public static Node MatrixMultiply(this Node x, Node weight) => x.Graph.Apply(new MatrixMultiply(), x, weight);

    /// <summary>Matrix product plus a bias <c>[columns]</c> on every row.</summary>
    public static Node MatrixMultiply(this Node x, Node weight, Node bias) => x.Graph.Apply(new MatrixMultiply(), x, weight, bias);

    /// <summary>Product of a transposed batch and a batch: <c>[batch, rows]^T x [batch, columns] -> [rows, columns]</c>.</summary>
    public static Node TransposedMultiply(this Node left, Node right) => left.Graph.Apply(new TransposedMultiply(), left, right);

    /// <summary>The transpose of a fixed matrix.</summary>
    public static Node Transpose(this Node x) => x.Graph.Apply(new Transpose(), x);

    /// <summary>Sum over columns of (left - right)^2: <c>[batch, 1]</c>.</summary>
    public static Node SquaredDistance(this Node left, Node right) => left.Graph.Apply(new SquaredDistance(), left, right);

    /// <summary>The value in another batch shape of as many numbers a row.</summary>
    public static Node Reshape(this Node x, Shape shape) => x.Shape == shape ? x : x.Graph.Apply(new Reshape(shape), x);

    /// <summary>Neighbouring columns at every position: <c>[batch, ..., columns] -> [batch, ..., count]</c>.</summary>
    public static Node TakeColumns(this Node x, int first, int count) => first == 0 && count == x.Shape.Features ? x : x.Graph.Apply(new TakeColumns(first, count), x);

    /// <summary>The value among columns of zeros: <c>[batch, ..., own] -> [batch, ..., columns]</c>.</summary>
    public static Node PlaceColumns(this Node x, int first, int columns) => columns == x.Shape.Features ? x : x.Graph.Apply(new PlaceColumns(first, columns), x);

    /// <summary>Sum over positions: <c>[batch, positions, columns] -> [batch, columns]</c>; a batch without positions stays as it is.</summary>
    public static Node SumPositions(this Node x) => x.Shape.Dimensions.Length > 1 ? x.Graph.Apply(new SumPositions(), x) : x;

    /// <summary>The same at every position of a shape: <c>[batch, columns] -> [batch, positions, columns]</c>.</summary>
    public static Node RepeatOver(this Node x, Shape shape) => x.Shape == shape ? x : x.Graph.Apply(new RepeatOver(shape), x);

    /// <summary>Rows of a table by number: <c>[batch, positions], [vocabulary, columns] -> [batch, positions, columns]</c>.</summary>
    public static Node Embed(this Node ids, Node table) => ids.Graph.Apply(new Embedding(), ids, table);

    /// <summary>Number of the largest column at each position: <c>[batch, positions, columns] -> [batch, positions]</c>.</summary>
    public static Node IndexOfLargest(this Node x) => x.Graph.Apply(new IndexOfLargest(), x);

    /// <summary>The largest number of each window: <c>[batch, height, width, channels] -> [batch, places, places, channels]</c>.</summary>
    public static Node MaxPool(this Node x, PoolingWindow window) => x.Graph.Apply(new MaxPool(window), x, x);

    /// <summary>The largest numbers of each row, 0 in place of the others; the first of equals.</summary>
    public static Node KeepLargest(this Node x, int count) => x * x.Graph.Apply(new LargestMask(count), x);

    /// <summary>x, at least <paramref name="least"/> and at most <paramref name="most"/>.</summary>
    public static Node Clip(this Node x, double least, double most) => (x - least).Relu() - (x - most).Relu() + least;

    /// <summary>Pictures <c>[batch, height, width, channels]</c> under a Gaussian window along height and width: see <see cref="GaussianWindow"/>.</summary>
    /// <param name="x">Pictures.</param>
    /// <param name="size">Pixels in the window: along the height, along the width.</param>
    /// <param name="deviation">Standard deviation of its weights, in pixels.</param>
    /// <param name="isPadded">Whether pictures keep their size, with zeros beyond their edges; otherwise only whole windows count. The sizes are odd then.</param>
    public static Node GaussianWindow(this Node x, (int Height, int Width) size, double deviation, bool isPadded) => x
        .AlongSide(0, size.Height, deviation, isPadded).AlongSide(1, size.Width, deviation, isPadded);

    /// <summary>The value, through which no gradient flows.</summary>
    public static Node StopGradient(this Node x) => x.Graph.Apply(new StopGradient(), x);

    /// <summary>Number of active rows in this run: <c>[]</c>.</summary>
    public static Node RowCount(this Graph graph) => graph.Apply(new RowCount());

    /// <summary>A value that is the same number everywhere.</summary>
    public static Node Constant(this Graph graph, Shape shape, double value) => graph.Apply(new Constant(shape, value));

    private static Node AlongSide(this Node x, int side, int size, double deviation, bool isPadded) =>
        x.Graph.Apply(new GaussianWindow(side, size, deviation, isPadded ? (size - 1) / 2 : 0), x);
}
