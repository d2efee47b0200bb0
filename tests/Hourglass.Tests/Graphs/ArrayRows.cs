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
