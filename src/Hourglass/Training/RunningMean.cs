using Hourglass.Graphs.Execution;

namespace Hourglass.Training;

/// <summary>The objective and its parts, averaged over the rows of an epoch, in double.</summary>
internal sealed class RunningMean(TrainingGraph graph)
{
    private readonly double[] _parts = new double[graph.Parts.Count];
    private double _objective;
    private long _rows;

    public double Loss => _objective / _rows;

    public IReadOnlyList<(string Name, double Value)> Parts => [.. graph.Parts.Select((part, index) => (part.Name, _parts[index] / _rows))];

    public void Add(Executor executor, int rows)
    {
        _objective += (double)executor.Number(graph.Objective) * rows;
        for (int i = 0; i < _parts.Length; i++) _parts[i] += (double)executor.Number(graph.Parts[i].Value) * rows;
        _rows += rows;
    }
}
