using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>A value that is given, not computed.</summary>
public abstract record Leaf : Operation
{
    /// <inheritdoc/>
    public sealed override Access AccessOf(Node node, int input) => throw new InvalidOperationException("A leaf has no inputs.");

    /// <inheritdoc/>
    public sealed override void Define(in DefinitionCall call) => throw new InvalidOperationException("A leaf is given, not computed.");

    /// <inheritdoc/>
    public sealed override Kernel Compile<V>(Node node) => throw new InvalidOperationException("A leaf is given, not computed.");

    /// <inheritdoc/>
    public sealed override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("A leaf has no inputs.");

    /// <inheritdoc/>
    public sealed override long Flops(Node node, int rows) => 0;
}

/// <summary>Rows of data given with each run.</summary>
/// <param name="Label">Its name, unique in the graph.</param>
/// <param name="Shape">A batch shape.</param>
public sealed record Input(string Label, Shape Shape) : Leaf
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(Shape.IsBatch, "an input is a batch of rows");
        return Shape;
    }
}

/// <summary>A number set from outside before a run.</summary>
/// <param name="Label">Its name, unique in the graph.</param>
public sealed record ScalarInput(string Label) : Leaf
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => Shape.Scalar;
}

/// <summary>A value that outlives the run.</summary>
/// <param name="Path">Its stable name, unique in the graph: <c>encoder.0.weight</c>.</param>
/// <param name="Shape">A fixed shape.</param>
public abstract record StoredLeaf(string Path, Shape Shape) : Leaf
{
    /// <inheritdoc/>
    public sealed override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(!Shape.IsBatch, "a stored value has a fixed shape");
        return Shape;
    }

    /// <inheritdoc/>
    public sealed override string ToOnnx(in OnnxCall call) => call.Graph.Stored(Path);
}

/// <summary>A stored value that is trained.</summary>
public sealed record Parameter(string Path, Shape Shape) : StoredLeaf(Path, Shape);

/// <summary>A stored value that training updates by other means than its gradient.</summary>
public sealed record State(string Path, Shape Shape) : StoredLeaf(Path, Shape);
