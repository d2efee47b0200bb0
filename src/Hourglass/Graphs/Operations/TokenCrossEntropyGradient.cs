using System.Numerics.Tensors;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// y_pk = g (softmax(z_p)_k - [k = id_p]), zero where the id is padding: the gradient of <see cref="TokenCrossEntropy"/> with respect to the logits;
/// operands: logits, ids, and the gradient g <c>[batch, 1]</c>. Has no gradient of its own.
/// </summary>
public sealed record TokenCrossEntropyGradient : Operation
{
    /// <inheritdoc/>
    public override bool WorksInPlace => true;

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        TokenCrossEntropy.Require(inputs);
        ShapeException.Require(inputs.Length == 3 && inputs[2] == Shape.PerRow, "a gradient [batch, 1]");
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Access AccessOf(Node node, int input) => Access.SameRows;

    /// <inheritdoc/>
    public override void Define(in DefinitionCall call)
    {
        int vocabulary = call.Node.Shape.Features;
        ReferenceValue ids = call.Inputs[1], logits = call.Inputs[0].Split(vocabulary), y = call.Output.Split(vocabulary);
        for (int place = 0; place < ids.Values.Length; place++)
        {
            int id = (int)ids.Values[place];
            if (!TokenCrossEntropy.IsCounted(id, vocabulary)) continue;
            double normaliser = TokenCrossEntropy.LogSumExp(logits, place), gradient = call.Inputs[2].Values[place / ids.Columns];
            for (int k = 0; k < vocabulary; k++) y[place, k] = gradient * (Math.Exp(logits[place, k] - normaliser) - (k == id ? 1 : 0));
        }
    }

    /// <inheritdoc/>
    public override unsafe Kernel Compile<V>(Node node) => static (in KernelCall call) =>
    {
        (View logits, View ids, View y) = (call.Inputs[0], call.Inputs[1], call.Output);
        int vocabulary = logits.Columns / ids.Columns;
        for (int row = 0; row < ids.Rows; row++)
        {
            float gradient = *call.Inputs[2].At(row, 0);
            for (int position = 0; position < ids.Columns; position++)
            {
                var to = new Span<float>(y.At(row, position * vocabulary), vocabulary);
                int id = (int)*ids.At(row, position);
                if (!TokenCrossEntropy.IsCounted(id, vocabulary))
                {
                    to.Clear();
                    continue;
                }

                fixed (float* start = to)
                {
                    float sum = Softmax.ExponentialsOf<V>(TokenCrossEntropy.At(logits, row, position, vocabulary), 0, start, out _);
                    TensorPrimitives.Multiply(to, gradient / sum, to);
                }

                to[id] -= gradient;
            }
        }
    };

    /// <inheritdoc/>
    public override Node? Gradient(Node node, Node gradient, int input) => throw new InvalidOperationException("It has no gradient of its own.");

    /// <inheritdoc/>
    public override long Flops(Node node, int rows) => 20L * rows * node.Shape.Columns;
}
