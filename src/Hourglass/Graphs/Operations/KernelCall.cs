using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>One call of a kernel: compute the rows of one block. Allocates nothing.</summary>
public readonly ref struct KernelCall
{
    /// <summary>Inputs: just the block's rows where the operation reads <see cref="Access.SameRows"/>, everything where it reads <see cref="Access.Whole"/>.</summary>
    public ReadOnlySpan<View> Inputs { get; init; }

    /// <summary>The rows of the result to compute.</summary>
    public View Output { get; init; }

    /// <summary>
    /// Stored values of the result's shape, the block's rows of them, that the operations after this one read: a kernel that computes for
    /// long may have them fetched into the cache meanwhile.
    /// </summary>
    public ReadOnlySpan<View> Soon { get; init; }

    /// <summary>Memory for the duration of the call, of the size that <see cref="Operation.WorkingFloats"/> gives, with any content.</summary>
    public unsafe float* Working { get; init; }

    /// <summary>Number of the block's first row in the whole value.</summary>
    public int FirstRow { get; init; }

    /// <summary>What the run is given from outside.</summary>
    public RunSettings Run { get; init; }
}

/// <summary>What a run is given from outside, the same for every operation.</summary>
public sealed class RunSettings
{
    /// <summary>Active rows of the batch, 1 to the plan's capacity.</summary>
    public int Rows { get; set; }

    /// <summary>Global number of the batch's first row, so that random numbers do not depend on how a batch is spread over machines.</summary>
    public long FirstRow { get; set; }

    /// <summary>Number of the training step, from 0; part of the key of every random number.</summary>
    public long Step { get; set; }

    /// <summary>The user's seed.</summary>
    public ulong Seed { get; set; }

    /// <summary>Four random words: a pure function of the key, the step, the global row and a number within the row.</summary>
    /// <param name="key">Of the seed and a path: <see cref="Philox.Key"/>.</param>
    /// <param name="row">Number of the row in the batch.</param>
    /// <param name="group">Which four words of the row.</param>
    internal (uint R0, uint R1, uint R2, uint R3) RandomWords(ulong key, int row, int group)
    {
        long place = FirstRow + row;
        return Philox.Generate(key, (uint)group, (uint)place, (uint)Step, (uint)(Step >> 32) ^ ((uint)(place >> 32) << 16));
    }
}
