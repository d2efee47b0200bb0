using System.Numerics.Tensors;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y_v = sum of g_p over all positions p, in all rows, whose id is v: <c>[batch, positions] (ids), [batch, positions, columns] -> [Vocabulary, columns]</c>;
/// the gradient of <see cref="Embedding"/>. Added in row order, so a split over threads changes no bit.
/// </summary>
/// <param name="Vocabulary">Rows of the table.</param>
public sealed record EmbeddingGradient(int Vocabulary) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(
            inputs.Length == 2 && inputs[0].IsBatch && inputs[0].Dimensions.Length == 1 && inputs[1] == Shape.Batch(inputs[0].Columns, inputs[1].Features),
            "ids [batch, positions] and a batch [batch, positions, columns]");
        return Shape.Fixed(Vocabulary, inputs[1].Features);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.Whole;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        double[] ids = call.Inputs[0].Values;
        ReferenceValue gradient = call.Inputs[1].Split(call.Output.Columns);
        for (int place = 0; place < ids.Length; place++)
        {
            int id = (int)ids[place];
            if ((uint)id >= (uint)Vocabulary) continue;
            for (int column = 0; column < gradient.Columns; column++) call.Output[id, column] += gradient[place, column];
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        // Each block of the table's rows looks through all ids and takes what is its own.
        (View ids, View gradient, View y) = (call.Inputs[0], call.Inputs[1], call.Output);
        for (int row = 0; row < y.Rows; row++)
        {
            for (int column = 0; column < y.Columns; column += y.PanelWidth) new Span<float>(y.At(row, column), y.PanelWidth).Clear();
        }

        for (int row = 0; row < ids.Rows; row++)
        {
            for (int position = 0; position < ids.Columns; position++)
            {
                int place = (int)*ids.At(row, position) - call.FirstRow;
                if ((uint)place < (uint)y.Rows) AddTo(y, place, gradient.At(row, position * y.Columns));
            }
        }
    };

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => input == 0 ? null : node.Inputs[0].Embed(gradient);

    private static unsafe void AddTo(View y, int row, float* from)
    {
        for (int column = 0; column < y.Columns; column += y.PanelWidth)
        {
            int width = Math.Min(y.PanelWidth, y.Columns - column);
            var to = new Span<float>(y.At(row, column), width);
            TensorPrimitives.Add(to, new ReadOnlySpan<float>(from + column, width), to);
        }
    }
}
