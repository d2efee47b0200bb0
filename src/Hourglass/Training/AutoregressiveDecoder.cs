using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Planning;
using Hourglass.Models;
using Hourglass.Numerics;

namespace Hourglass.Training;

/// <summary>Chooses a value of a row.</summary>
/// <param name="row">Which row, from 0.</param>
/// <param name="position">Which of its values, from 0; those before it are known.</param>
/// <param name="logits">What the decoder says of it.</param>
internal delegate float ValueChoice(int row, int position, ReadOnlySpan<float> logits);

/// <summary>
/// Decodes with an autoregressive decoder: value after value, each from the code and the values before it. The decoder is the one that was
/// trained on known rows, asked again for each position. Used by one thread at a time.
/// </summary>
internal sealed class AutoregressiveDecoder : IRowSource
{
    private readonly DecoderGraph _graph;
    private readonly Executor _executor;
    private readonly int _capacity, _threads;
    private readonly float? _end;
    private readonly bool[] _hasEnded;
    private readonly float[] _known;
    private IRowSource? _codes;
    private int _start;

    public AutoregressiveDecoder(AutoencoderDescription description, int features, int codeSize, StoredValues values, int threads, int capacity)
    {
        (_threads, _capacity) = (threads, capacity);
        _graph = DecoderGraph.Build(description, features, codeSize);
        _executor = new Executor(Plan.Make(_graph.Code.Graph, [_graph.Logits, _graph.Reconstruction], assign: false, capacity), values, threads);
        _end = description.Architecture.EndValue;
        _hasEnded = new bool[capacity];
        _known = new float[capacity * features];
        _executor.BindInput(_graph.Code, this);
        _executor.BindInput(_graph.Row!, new KnownRows(_known));
    }

    /// <summary>Decodes codes.</summary>
    /// <param name="codes">Where the codes come from, by their number.</param>
    /// <param name="rows">How many.</param>
    /// <param name="decoded">The rows, one after the other.</param>
    /// <param name="choose">Chooses each value; the reconstruction (the likeliest token) when null.</param>
    public void Run(IRowSource codes, int rows, Span<float> decoded, ValueChoice? choose = null)
    {
        int features = _graph.Row!.Shape.Columns;
        _codes = codes;
        ThreadTeam team = ThreadTeam.Rent(_threads);
        try
        {
            for (_start = 0; _start < rows; _start += _capacity)
            {
                _executor.Run.Rows = Math.Min(_capacity, rows - _start);
                Array.Clear(_known);
                Array.Clear(_hasEnded);
                for (int position = 0; position < features && _hasEnded.AsSpan(0, _executor.Run.Rows).Contains(false); position++)
                {
                    _executor.Execute(team);
                    Choose(position, features, choose);
                }

                _known.AsSpan(0, _executor.Run.Rows * features).CopyTo(decoded.Slice(_start * features));
            }
        }
        finally
        {
            team.Return();
            _codes = null;
        }
    }

    /// <inheritdoc/>
    public void Fill(int firstRow, View rows) => _codes!.Fill(_start + firstRow, rows);

    private unsafe void Choose(int position, int features, ValueChoice? choose)
    {
        View logits = _executor.Value(_graph.Logits), likeliest = _executor.Value(_graph.Reconstruction);
        int width = logits.Columns / features;
        for (int row = 0; row < logits.Rows; row++)
        {
            if (_hasEnded[row]) continue;
            float value = choose is null
                ? *likeliest.At(row, position)
                : choose(_start + row, position, new ReadOnlySpan<float>(logits.At(row, position * width), width));
            _known[(row * features) + position] = value;
            _hasEnded[row] = value == _end;
        }
    }

    private sealed class KnownRows(float[] values) : IRowSource
    {
        public unsafe void Fill(int firstRow, View rows)
        {
            for (int row = 0; row < rows.Rows; row++)
                values.AsSpan((firstRow + row) * rows.Columns, rows.Columns).CopyTo(new Span<float>(rows.At(row, 0), rows.Columns));
        }
    }
}
