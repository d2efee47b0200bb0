using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>An operation without inputs that makes each element from its place: constants, random numbers.</summary>
public abstract record Source : Operation
{
    /// <inheritdoc/>
    public sealed override Access AccessOf(Node node, int input) => throw new InvalidOperationException("A source has no inputs.");

    /// <inheritdoc/>
    public sealed override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("A source has no inputs.");

    /// <summary>Writes one row of the result.</summary>
    /// <param name="row">Number of the row.</param>
    /// <param name="run">What the run is given from outside.</param>
    /// <param name="values">[columns].</param>
    protected abstract void Fill(int row, RunSettings run, Span<float> values);

    /// <inheritdoc/>
    public sealed override void Define(in DefinitionCall call)
    {
        var values = new float[call.Output.Columns];
        for (int row = 0; row < call.Output.Rows; row++)
        {
            Fill(row, call.Run, values);
            for (int column = 0; column < values.Length; column++) call.Output[row, column] = values[column];
        }
    }

    /// <inheritdoc/>
    public sealed override unsafe Kernel Compile<V>(Node node) => (in KernelCall call) =>
    {
        View y = call.Output;
        for (int row = 0; row < y.Rows; row++)
        {
            if (y.Panels == 1) Fill(call.FirstRow + row, call.Run, new Span<float>(y.At(row, 0), y.Columns));
            else FillPanels(y, row, call.FirstRow + row, call.Run);
        }
    };

    private unsafe void FillPanels(View y, int row, int place, RunSettings run)
    {
        float[] values = System.Buffers.ArrayPool<float>.Shared.Rent(y.Columns);
        Fill(place, run, values.AsSpan(0, y.Columns));
        y.Block(row, 1).CopyFrom(values.AsSpan(0, y.Columns));
        System.Buffers.ArrayPool<float>.Shared.Return(values);
    }
}

/// <summary>The same number everywhere.</summary>
/// <param name="Shape">The result's shape.</param>
/// <param name="Value">The number.</param>
public sealed record Constant(Shape Shape, double Value) : Source
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => Shape;

    /// <inheritdoc/>
    protected override void Fill(int row, RunSettings run, Span<float> values) => values.Fill((float)Value);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => Shape.IsScalar ? call.Graph.Number(Value) : call.Graph.Expand(call.Graph.Number(Value), Shape);
}

/// <summary>The number of active rows of the batch in this run: <c>[]</c>.</summary>
public sealed record RowCount : Source
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => Shape.Scalar;

    /// <inheritdoc/>
    protected override void Fill(int row, RunSettings run, Span<float> values) => values[0] = run.Rows;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call) => call.Graph.Cast(call.Graph.Add("Squeeze", call.Graph.BatchSize), OnnxType.Float);
}
