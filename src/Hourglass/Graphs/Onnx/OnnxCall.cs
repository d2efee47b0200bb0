using Hourglass.Graphs.Operations;

namespace Hourglass.Graphs.Onnx;

/// <summary>What the ONNX rule of an operation is given: the node, the names of its inputs, and the graph to add to.</summary>
public readonly ref struct OnnxCall
{
    private readonly ReadOnlySpan<string> _inputs;

    internal OnnxCall(OnnxGraph graph, Node node, ReadOnlySpan<string> inputs)
    {
        (Graph, Node) = (graph, node);
        _inputs = inputs;
    }

    /// <summary>The graph being written.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>The node that applies the operation.</summary>
    public Node Node { get; }

    /// <summary>The name of an input; a batch lies there as <c>[batch, ...]</c>, all other shapes as they are.</summary>
    public string this[int input] => _inputs[input];

    /// <summary>An operand in dimensions that NumPy's rules spread as <see cref="Spreading"/> does: one number a row or column finds its axis.</summary>
    public string Spread(int input)
    {
        (Shape operand, Shape result) = (Node.Inputs[input].Shape, Node.Shape);
        if (result.Dimensions.Length < 2) return _inputs[input];
        int[] ones = [.. Enumerable.Repeat(1, result.Dimensions.Length)];
        return Spreading.Of(operand, result) switch
        {
            Operations.Spread.PerRow when result.IsBatch => Graph.Reshape(_inputs[input], Shape.Batch(ones)),
            Operations.Spread.PerRow when result.Dimensions.Length > 2 => Graph.Reshape(_inputs[input], result.WithFeatures(1)),
            Operations.Spread.PerColumn when result.IsBatch => Graph.Reshape(_inputs[input], Shape.Fixed(result.Dimensions.AsSpan())),
            _ => _inputs[input],
        };
    }

    /// <summary>An input as a matrix: all numbers of a row of a batch beside each other.</summary>
    public string Matrix(int input)
    {
        Shape shape = Node.Inputs[input].Shape;
        return shape.IsBatch && shape.Dimensions.Length > 1 ? Graph.Reshape(_inputs[input], Shape.Batch(shape.Columns)) : _inputs[input];
    }

    /// <summary>An input of pictures as most operations of ONNX have them, channels before pixels: <c>[batch, height, width, channels] -> [batch, channels, height, width]</c>; a sequence has a height of 1.</summary>
    public string ChannelsFirst(int input)
    {
        (Shape shape, PictureSize size) = (Node.Inputs[input].Shape, PictureSize.Of(Node.Inputs[input].Shape));
        string picture = shape.Dimensions.Length == 3 ? _inputs[input] : Graph.Reshape(_inputs[input], Shape.Batch(size.Height, size.Width, size.Channels));
        return Graph.Add("Transpose", [picture], new OnnxAttribute("perm", [0, 3, 1, 2]));
    }

    /// <summary>A value <c>[batch, channels, height, width]</c> in the result's shape: the way back from <see cref="ChannelsFirst"/>.</summary>
    public string ChannelsLast(string value)
    {
        string picture = Graph.Add("Transpose", [value], new OnnxAttribute("perm", [0, 2, 3, 1]));
        return Node.Shape.Dimensions.Length == 3 ? picture : Graph.Reshape(picture, Node.Shape);
    }

    /// <summary>An input of ids as int64, and 1 for each that is one of <paramref name="count"/> ids, 0 for others; those are given as an id all the same.</summary>
    /// <param name="input">Which input.</param>
    /// <param name="count">How many ids there are.</param>
    public (string Ids, string IsKnown) Ids(int input, int count)
    {
        string given = Graph.Cast(_inputs[input], OnnxType.Int64), ids = given;
        ids = Graph.Add("Max", ids, Graph.Integers(0));
        ids = Graph.Add("Min", ids, Graph.Integers(count - 1));
        return (ids, Graph.Cast(Graph.Add("Equal", given, ids), OnnxType.Float));
    }
}
