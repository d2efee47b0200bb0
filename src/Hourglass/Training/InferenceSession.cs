using System.Diagnostics;
using Hourglass.Corruptions;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Planning;
using Hourglass.Models;
using Hourglass.Numerics;

namespace Hourglass.Training;

/// <summary>One question to a trained autoencoder, planned and bound to memory. Used by one thread at a time; several share the weights.</summary>
internal sealed class InferenceSession : IRowSource
{
    private readonly Node _answer;
    private readonly Executor _executor;
    private readonly int _capacity, _threads;
    private IRowSource? _source;
    private int _start;

    public InferenceSession(InferenceKind kind, AutoencoderDescription description, int features, int codeSize, StoredValues values, int threads, int capacity)
        : this(Build(kind, description, features, codeSize), values, threads, capacity)
    {
    }

    private InferenceSession((Node Input, Node Answer) question, StoredValues values, int threads, int capacity)
    {
        (_threads, _capacity) = (threads, capacity);
        (Node input, _answer) = question;
        _executor = new Executor(Plan.Make(input.Graph, [_answer], assign: false, capacity), values, threads);
        _executor.BindInput(input, this);
    }

    /// <summary>Bytes of memory that a session takes.</summary>
    public static long BytesFor(InferenceKind kind, AutoencoderDescription description, int features, int threads, int capacity)
    {
        (Node input, Node answer) = Build(kind, description, features, description.Architecture.CodeSize(features));
        return Plan.Make(input.Graph, [answer], assign: false, capacity).BytesFor(threads);
    }

    /// <summary>Rows to damaged rows, in scaled units.</summary>
    public static InferenceSession OfDamage(Corruption corruption, int features, int threads, int capacity)
    {
        Node input = new Graph().Input("row", Shape.Batch(features));
        return new InferenceSession((input, corruption.Apply(input)), new StoredValues([]), threads, capacity);
    }

    /// <summary>Answers for some rows.</summary>
    /// <param name="source">Where the rows (or codes) come from, by their number.</param>
    /// <param name="rows">How many.</param>
    /// <param name="answers">The answers, one row after the other.</param>
    /// <param name="seed">What random codes and samples follow from.</param>
    /// <param name="draw">Number of the draw, from 0: other random numbers under the same seed.</param>
    public void Run(IRowSource source, int rows, Span<float> answers, ulong seed = 0, long draw = 0)
    {
        _source = source;
        (_executor.Run.Seed, _executor.Run.Step) = (seed, draw);
        ThreadTeam team = ThreadTeam.Rent(_threads);
        try
        {
            for (_start = 0; _start < rows; _start += _capacity)
            {
                (_executor.Run.Rows, _executor.Run.FirstRow) = (Math.Min(_capacity, rows - _start), _start);
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

    /// <inheritdoc/>
    public View? InPlace(int firstRow, View rows) => _source!.InPlace(_start + firstRow, rows);

    private static (Node Input, Node Answer) Build(InferenceKind kind, AutoencoderDescription description, int features, int codeSize)
    {
        if (kind is InferenceKind.Decode or InferenceKind.Sample)
        {
            DecoderGraph decoder = DecoderGraph.Build(description, features, codeSize);
            return (decoder.Code, kind == InferenceKind.Decode ? decoder.Reconstruction : decoder.Sample);
        }

        AutoencoderGraph graph = AutoencoderGraph.Build(description, features, isTraining: false, samplesCodes: kind is InferenceKind.DrawCode or InferenceKind.Bound);
        return (graph.Input, kind switch
        {
            InferenceKind.Encode or InferenceKind.DrawCode => graph.Code,
            InferenceKind.Reconstruct => graph.Reconstruction,
            InferenceKind.SquaredError => graph.RowSquaredError,
            InferenceKind.Divergence => graph.RowDivergence,
            InferenceKind.Bound => graph.RowBound,
            _ => graph.RowLoss,
        });
    }
}
