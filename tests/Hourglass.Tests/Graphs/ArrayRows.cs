using System.Runtime.CompilerServices;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Numerics;

namespace Hourglass.Tests.Graphs;

/// <summary>Rows of an input from an array in row-major order.</summary>
internal sealed class ArrayRows(double[] values) : IRowSource
{
    private readonly float[] _values = Array.ConvertAll(values, value => (float)value);

    public void Fill(int firstRow, View rows) => rows.CopyFrom(_values.AsSpan(firstRow * rows.Columns, rows.Rows * rows.Columns));
}

/// <summary>Rows that are offered where they are.</summary>
internal sealed class PinnedRows : IRowSource
{
    private int _filled;

    public PinnedRows(double[] values)
    {
        Values = GC.AllocateUninitializedArray<float>(values.Length, pinned: true);
        for (int i = 0; i < values.Length; i++) Values[i] = (float)values[i];
    }

    public float[] Values { get; }

    /// <summary>Rows that were asked for in writing.</summary>
    public int Filled => _filled;

    public void Fill(int firstRow, View rows)
    {
        Interlocked.Add(ref _filled, rows.Rows);
        rows.CopyFrom(Values.AsSpan(firstRow * rows.Columns, rows.Rows * rows.Columns));
    }

    public unsafe View? InPlace(int firstRow, View rows) => rows with { Data = (float*)Unsafe.AsPointer(ref Values[firstRow * rows.Columns]) };
}

internal static class ExecutorValues
{
    /// <summary>A root's value after a run, in row-major order.</summary>
    public static float[] ValuesOf(this Executor executor, Node root)
    {
        View view = executor.Value(root);
        var values = new float[view.Rows * view.Columns];
        view.CopyTo(values);
        GC.KeepAlive(executor);
        return values;
    }

    /// <summary>Runs once with a team of its size.</summary>
    public static void Execute(this Executor executor, int threads)
    {
        ThreadTeam team = ThreadTeam.Rent(threads);
        executor.Execute(team);
        team.Return();
    }
}
