using Hourglass.Data;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Planning;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Preprocessing;

namespace Hourglass.Training;

/// <summary>
/// The mean loss of some rows under the weights as they stand, without corruption or dropout; for variational codes with the cost of the code,
/// drawn with the same random numbers each time.
/// </summary>
internal sealed class LossEvaluation
{
    private const int MostRows = 1024, MostValues = 1 << 24;
    private readonly AutoencoderGraph _graph;
    private readonly Node _losses;
    private readonly Executor _executor;
    private readonly BatchSource _source;
    private readonly int _rows, _capacity;

    public LossEvaluation(AutoencoderDescription description, StoredValues values, DataSet data, Scaler scaler, int[] rows, int threads)
    {
        _capacity = RowsAtOnce(data.Width);
        _graph = AutoencoderGraph.Build(description, data.Width, isTraining: false, samplesCodes: true);
        _losses = _graph.RowObjective;
        _executor = new Executor(Plan.Make(_graph.Builder.Graph, [_losses], assign: false, _capacity), values, threads);
        _rows = rows.Length;
        _source = new BatchSource(data, scaler, rows);
        _executor.BindInput(_graph.Input, _source);
    }

    /// <summary>Rows that are asked about together outside of training: 1,024, fewer where they are as wide as large pictures, so that memory does not grow with them.</summary>
    /// <param name="width">Numbers in a row.</param>
    public static int RowsAtOnce(int width) => Math.Clamp(MostValues / width, 1, MostRows);

    /// <summary>Mean over the rows, added up in double in row order.</summary>
    public unsafe double Mean(ThreadTeam team)
    {
        double sum = 0;
        for (int start = 0; start < _rows; start += _capacity)
        {
            _source.Start = start;
            (_executor.Run.Rows, _executor.Run.FirstRow) = (Math.Min(_capacity, _rows - start), start);
            _executor.Execute(team);
            View losses = _executor.Value(_losses);
            for (int row = 0; row < losses.Rows; row++) sum += *losses.At(row, 0);
        }

        return sum / _rows;
    }
}
