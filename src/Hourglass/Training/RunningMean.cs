using Hourglass.Graphs.Execution;

namespace Hourglass.Training;

/// <summary>The objective and its parts, averaged over the rows of an epoch, in double.</summary>
internal sealed class RunningMean(TrainingGraph graph)
{
    private readonly double[] _sums = new double[graph.Parts.Count + 1];
    private long _rows;

    public double Loss => _sums[0] / _rows;

    public IReadOnlyList<(string Name, double Value)> Parts => [.. graph.Parts.Select((part, index) => (part.Name, _sums[index + 1] / _rows))];

    /// <summary>Sums over the rows so far, the objective's first, and how many rows: what a checkpoint keeps.</summary>
    public (double[] Sums, long Rows) State
    {
        get => (_sums, _rows);
        set
        {
            value.Sums.CopyTo(_sums, 0);
            _rows = value.Rows;
        }
    }

    public void Add(Executor executor, int rows)
    {
        _sums[0] += (double)executor.Number(graph.Objective) * rows;
        for (int i = 1; i < _sums.Length; i++) _sums[i] += (double)executor.Number(graph.Parts[i - 1].Value) * rows;
        _rows += rows;
    }
}
