using System.Collections.Immutable;
using Hourglass.Graphs.Onnx;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y = 1 - x[flag], or 1 for columns without a flag: 0 where the row says of itself that a value is missing, 1 where it is there.
/// <c>[batch, columns] -> [batch, Flags.Length]</c>. Its gradient is zero: what a row says of itself is no result of a computation.
/// </summary>
/// <param name="Flags">For each column of the result: the column of x, from 0, that is 1 where it is missing, or -1 where none says so.</param>
public sealed record PresenceMask(ImmutableArray<int> Flags) : Operation
{
    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        ShapeException.Require(inputs.Length == 1 && inputs[0].IsBatch && inputs[0].Dimensions.Length == 1 && !Flags.IsDefaultOrEmpty, "a batch of rows, and at least one flag");
        int columns = inputs[0].Columns;
        ShapeException.Require(Flags.All(flag => flag >= -1 && flag < columns), $"flags that are columns from 0 to {columns - 1}, or -1");
        return Shape.Batch(Flags.Length);
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        for (int row = 0; row < call.Output.Rows; row++)
        {
            for (int column = 0; column < Flags.Length; column++) call.Output[row, column] = Flags[column] < 0 ? 1 : 1 - call.Inputs[0][row, Flags[column]];
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => (in KernelCall call) =>
    {
        for (int row = 0; row < call.Output.Rows; row++)
        {
            float* x = call.Inputs[0].At(row, 0), y = call.Output.At(row, 0);
            for (int column = 0; column < Flags.Length; column++) y[column] = Flags[column] < 0 ? 1 : 1 - x[Flags[column]];
        }
    };

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => null;

    /// <inheritdoc/>
    public override string ToOnnx(in OnnxCall call)
    {
        // One column of zeros at the end is the flag of columns that have none.
        int columns = call.Node.Inputs[0].Shape.Columns;
        string flags = call.Graph.Add("Concat", [call[0], call.Graph.Add("Mul", call.Graph.Add("Slice", call[0], call.Graph.Integers(0), call.Graph.Integers(1), call.Graph.Integers(-1)), call.Graph.Number(0))], new OnnxAttribute("axis", 1));
        string taken = call.Graph.Add("Gather", [flags, call.Graph.Integers([.. Flags.Select(flag => flag < 0 ? columns : flag)])], new OnnxAttribute("axis", 1));
        return call.Graph.Add("Sub", call.Graph.Number(1), taken);
    }
}
