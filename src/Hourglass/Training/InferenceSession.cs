using System.Diagnostics;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Planning;
using Hourglass.Models;
using Hourglass.Numerics;

namespace Hourglass.Training;

/// <summary>What is asked of a trained autoencoder.</summary>
internal enum InferenceKind
{
    /// <summary>Rows to codes.</summary>
    Encode,

    /// <summary>Codes to rows.</summary>
    Decode,

    /// <summary>Rows to rows.</summary>
    Reconstruct,

    /// <summary>Rows to their squared errors.</summary>
    SquaredError,

    /// <summary>Rows to their losses.</summary>
    Loss,
}

/// <summary>One question to a trained autoencoder, planned and bound to memory. Used by one thread at a time; several share the weights.</summary>
internal sealed class InferenceSession : IRowSource
{
    private readonly Node _answer;
    private readonly Executor _executor;
    private readonly int _capacity, _threads;
    private IRowSource? _source;
    private int _start;

    public InferenceSession(InferenceKind kind, AutoencoderDescription description, int features, int codeSize, StoredValues values, int threads, int capacity)
    {
        (_threads, _capacity) = (threads, capacity);
        (Node input, _answer) = Build(kind, description, features, codeSize);
        _executor = new Executor(Plan.Make(input.Graph, [_answer], assign: false, capacity), values, threads);
        _executor.BindInput(input, this);
    }

    /// <summary>Answers for some rows.</summary>
    /// <param name="source">Where the rows (or codes) come from, by their number.</param>
    /// <param name="rows">How many.</param>
    /// <param name="answers">The answers, one row after the other.</param>
    public void Run(IRowSource source, int rows, Span<float> answers)
    {
        _source = source;
        ThreadTeam team = ThreadTeam.Rent(_threads);
        try
        {
            for (_start = 0; _start < rows; _start += _capacity)
            {
                _executor.Run.Rows = Math.Min(_capacity, rows - _start);
                _executor.Execute(team);
                View answer = _executor.Value(_answer);
                answer.CopyTo(answers.Slice(_start * answer.Columns, answer.Rows * answer.Columns));
            }
        }
        finally
        {
            team.Return();
            _source = null;
        }
    }

    /// <summary>Runs, and measures the time of each operation.</summary>
    /// <param name="source">Where the rows come from.</param>
    /// <param name="rows">How many, at most the capacity.</param>
    /// <param name="answers">The answers.</param>
    /// <param name="time">For how long.</param>
    public IReadOnlyList<OperationTime> Profile(IRowSource source, int rows, Span<float> answers, TimeSpan time)
    {
        Run(source, rows, answers);
        _executor.StartProfile();
        var clock = Stopwatch.StartNew();
        int runs = 0;
        for (; runs == 0 || clock.Elapsed < time; runs++) Run(source, rows, answers);
        return OperationTime.Of(_executor, runs);
    }

    /// <inheritdoc/>
    public void Fill(int firstRow, View rows) => _source!.Fill(_start + firstRow, rows);

    private static (Node Input, Node Answer) Build(InferenceKind kind, AutoencoderDescription description, int features, int codeSize)
    {
        if (kind == InferenceKind.Decode) return AutoencoderGraph.BuildDecoder(description, features, codeSize);
        AutoencoderGraph graph = AutoencoderGraph.Build(description, features, isTraining: false);
        return (graph.Input, kind switch
        {
            InferenceKind.Encode => graph.Code,
            InferenceKind.Reconstruct => graph.Reconstruction,
            InferenceKind.SquaredError => graph.RowSquaredError,
            _ => graph.RowLoss,
        });
    }
}
