using Hourglass.Graphs.Operations;
using Hourglass.Numerics;

namespace Hourglass.Graphs.Execution;

/// <summary>One operation of a plan, bound to memory: a kernel and where it reads and writes.</summary>
internal sealed class Step(Node node, Kernel? kernel, Operand[] inputs, Operand output, Operand[] soon, long working)
{
    private const int MostOperands = 16;

    public Node Node { get; } = node;

    /// <summary>Where the rows of an input come from; the kernel of every other operation.</summary>
    public IRowSource? Source { get; set; }

    public Operand Output { get; } = output;

    /// <summary>The rows of an input where its source has them; null where they are written for each block.</summary>
    public View? RowsInPlace(int firstRow, View target) => Output.MayLieElsewhere ? Source?.InPlace(firstRow, target) : null;

    public unsafe void Run(int firstRow, int rows, float* scratch, RunSettings run)
    {
        View target = Output.Resolve(firstRow, rows, scratch, run.Rows);
        if (kernel is null)
        {
            IRowSource source = Source ?? throw new InvalidOperationException($"Nothing is bound to the input {Node}.");
            if (RowsInPlace(firstRow, target) is null) source.Fill(firstRow, target);
            return;
        }

        View* views = stackalloc View[MostOperands];
        for (int i = 0; i < inputs.Length; i++) views[i] = inputs[i].Resolve(firstRow, rows, scratch, run.Rows);
        for (int i = 0; i < soon.Length; i++) views[inputs.Length + i] = soon[i].Resolve(firstRow, rows, scratch, run.Rows);
        kernel(new KernelCall
        {
            Inputs = new ReadOnlySpan<View>(views, inputs.Length),
            Output = target,
            Soon = new ReadOnlySpan<View>(views + inputs.Length, soon.Length),
            FirstRow = firstRow,
            Working = scratch + working,
            Run = run,
        });
    }
}

/// <summary>A place that a step reads or writes.</summary>
/// <param name="View">The whole value; for scratch memory a block of it, at address 0.</param>
/// <param name="ScratchOffset">Floats from the start of the worker's scratch memory; -1 for values elsewhere.</param>
/// <param name="Access">The block's rows or everything.</param>
/// <param name="BatchRows">Rows of the batch that are one row here: 1, or those of a block where only their sum is kept; 0 for what is no batch.</param>
/// <param name="Input">The step that computes it where that is an input, of which the rows may lie elsewhere.</param>
internal sealed record Operand(View View, long ScratchOffset, Access Access, int BatchRows = 0, Step? Input = null)
{
    private const int WidestRegister = 16;

    /// <summary>Whether kernels, which read whole registers, read nothing but the rows themselves, and nobody reads them after the block.</summary>
    public bool MayLieElsewhere { get; } = ScratchOffset >= 0 && View.RowStride == View.Columns && View.Columns % WidestRegister == 0;

    public unsafe View Resolve(int firstRow, int rows, float* scratch, int batchRows)
    {
        if (ScratchOffset >= 0)
        {
            View block = View with { Data = scratch + ScratchOffset, Rows = rows };
            return Input?.RowsInPlace(firstRow, block) ?? block;
        }

        if (BatchRows > 1) (firstRow, rows, batchRows) = (firstRow / BatchRows, (rows + BatchRows - 1) / BatchRows, (batchRows + BatchRows - 1) / BatchRows);
        if (Access == Access.SameRows) return View.Block(firstRow, rows);
        return BatchRows > 0 ? View with { Rows = batchRows } : View;
    }
}
