using Hourglass.Errors;
using Hourglass.Graphs.Onnx;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>How an operation reads one of its inputs; stages, barriers and the life of buffers follow from it.</summary>
public enum Access
{
    /// <summary>Row r of the result needs row r of this input only.</summary>
    SameRows,

    /// <summary>Any row of the result may need all of this input.</summary>
    Whole,
}

/// <summary>
/// An operation, everything about it in one file: its formula and source, its shape rule, its definition in double (which the reference
/// executor runs and all checks compare with), its kernel, its gradient in other operations, its cost, its ONNX rule. Two operations with equal
/// settings are equal, so a graph computes a common part once.
/// </summary>
public abstract record Operation
{
    /// <summary>The field's name for it, for messages and profiles.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The shape of the result.</summary>
    /// <param name="inputs">Shapes of the inputs.</param>
    /// <exception cref="ShapeException">They do not fit; the message states the rule.</exception>
    public abstract Shape InferShape(ReadOnlySpan<Shape> inputs);

    /// <summary>How an input is read.</summary>
    /// <param name="node">The node that applies this operation.</param>
    /// <param name="input">Which input.</param>
    public abstract Access AccessOf(Node node, int input);

    /// <summary>True when the kernel may write its result over an input of the same shape that it reads by <see cref="Access.SameRows"/>.</summary>
    public virtual bool WorksInPlace => false;

    /// <summary>
    /// True when the kernel can add up the rows of a block instead of writing them: its output has one row then. Made use of where nobody but
    /// <see cref="SumRows"/> reads the result, so that a wide result, such as the gradient of a kernel, is never kept row by row.
    /// </summary>
    public virtual bool CanAddRows => false;

    /// <summary>Floats of memory that the kernel needs beside its result, for the duration of a call; none by default.</summary>
    /// <param name="node">The node that applies this operation.</param>
    public virtual int WorkingFloats(Node node) => 0;

    /// <summary>How often the kernel goes through what it reads whole for one block of rows; once by default.</summary>
    /// <param name="node">The node that applies this operation.</param>
    public virtual int Passes(Node node) => 1;

    /// <summary>True when an element of the result depends on the same element of each operand only, spread where operands are spread.</summary>
    public virtual bool IsElementwise => false;

    /// <summary>The definition, in double precision.</summary>
    /// <param name="call">Inputs, result, and what else a run knows.</param>
    public abstract void Define(in DefinitionCall call);

    /// <summary>The kernel for a register width: computes the rows of one block.</summary>
    /// <typeparam name="V">The register.</typeparam>
    /// <param name="node">The node that applies this operation.</param>
    public abstract Kernel Compile<V>(Node node) where V : unmanaged, ILanes<V>;

    /// <summary>
    /// False for the fused gradient of a fused operation that has no gradient of its own: then a second derivative through it is refused,
    /// naming the operation. True by default.
    /// </summary>
    public virtual bool HasGradient => true;

    /// <summary>The gradient with respect to an input, written in other operations; null when it is zero everywhere.</summary>
    /// <param name="node">The node that applies this operation.</param>
    /// <param name="gradient">Gradient of the objective with respect to the node's value, of the node's shape.</param>
    /// <param name="input">Which input.</param>
    public abstract Node? Gradient(Node node, Node gradient, int input);

    /// <summary>Floating-point operations for a number of rows of the result; a multiply-add counts two.</summary>
    public virtual long Flops(Node node, int rows) => (long)rows * node.Shape.Columns;

    /// <summary>The same in operations of ONNX, for exported models. Operations that only training needs have no rule (default).</summary>
    /// <param name="call">The names of the inputs, and the graph to add to.</param>
    /// <returns>The name of the result: of the node's shape, the batch as its first dimension.</returns>
    /// <exception cref="InputException">There is no rule.</exception>
    public virtual string ToOnnx(in OnnxCall call) => throw new InputException(
        "The model cannot be exported to ONNX.", $"operation {Name}", call.Node.ToString(), "every operation of the model has an ONNX rule",
        $"override ToOnnx in {GetType().Name}, or leave out the layer that uses it");
}

/// <summary>A compiled kernel.</summary>
public delegate void Kernel(in KernelCall call);
