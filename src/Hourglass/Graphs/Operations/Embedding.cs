using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y_p = row number id_p of a table: <c>[batch, positions] (ids), [vocabulary, columns] -> [batch, positions, columns]</c>. Ids are whole numbers
/// kept as float32; one outside the table gives zeros. Source: Bengio et al. 2003, "A neural probabilistic language model", matrix C.
/// </summary>
public sealed record Embedding : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 2 && inputs[0].IsBatch && inputs[0].Dimensions.Length == 1, "ids [batch, positions]");
        ShapeException.Require(!inputs[1].IsBatch && inputs[1].Dimensions.Length == 2, "a table [vocabulary, columns]");
        return Shape.Batch(inputs[0].Columns, inputs[1].Columns);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => input == 0 ? Access.SameRows : Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        (double[] ids, ReferenceValue table) = (call.Inputs[0].Values, call.Inputs[1]);
        ReferenceValue y = call.Output.Split(table.Columns);
        for (int place = 0; place < ids.Length; place++)
        {
            int id = (int)ids[place];
            for (int column = 0; column < table.Columns; column++) y[place, column] = (uint)id < (uint)table.Rows ? table[id, column] : 0;
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        (View ids, View table, View y) = (call.Inputs[0], call.Inputs[1], call.Output);
        for (int row = 0; row < y.Rows; row++)
        {
            for (int position = 0; position < ids.Columns; position++)
            {
                var to = new Span<float>(y.At(row, position * table.Columns), table.Columns);
                int id = (int)*ids.At(row, position);
                if ((uint)id < (uint)table.Rows) table.Block(id, 1).CopyTo(to);
                else to.Clear();
            }
        }
    };

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) =>
        input == 0 ? null : node.Graph.Apply(new EmbeddingGradient(node.Inputs[1].Shape.FixedRows), node.Inputs[0], gradient);

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        (string ids, string isKnown) = call.Ids(0, call.Node.Inputs[1].Shape.FixedRows);
        return call.Graph.Add("Mul", call.Graph.Add("Gather", call[1], ids), call.Graph.Reshape(isKnown, call.Node.Shape.WithFeatures(1)));
    }
}
