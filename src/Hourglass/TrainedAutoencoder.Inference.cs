using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Graphs.Execution;
using Hourglass.Numerics;
using Hourglass.Training;

namespace Hourglass;

/// <content>How every question is answered: plans of a size, kept for the next time, one for each thread that asks at once.</content>
public sealed partial class TrainedAutoencoder
{
    // A call of few rows gets a plan for few: its blocks are small, so that threads can share what is worth it, and so is its memory.
    private const int SmallBatch = 64;

    private readonly ConcurrentDictionary<(InferenceKind Kind, bool IsSmall), ConcurrentBag<InferenceSession>> _idle = [];
    private readonly ConcurrentDictionary<bool, ConcurrentBag<AutoregressiveDecoder>> _idleDecoders = [];

    private static Span<float> AsSpan(float[,] matrix) => MemoryMarshal.CreateSpan(ref matrix[0, 0], matrix.Length);

    private static bool TakesCodes(InferenceKind kind) => kind is InferenceKind.Decode or InferenceKind.Sample;

    private float[,] Answer(InferenceKind kind, DataSet data, int answerWidth, ulong seed = 0, long draw = 0)
    {
        data = TakesCodes(kind) ? AlignCodes(data) : Align(data);
        FiniteValues.Require(data);
        var answers = new float[data.Rows, answerWidth];
        Answer(kind, new BatchSource(data, TakesCodes(kind) ? null : Scaler), data.Rows, AsSpan(answers), answerWidth, seed, draw);
        return answers;
    }

    private DataSet AlignCodes(DataSet codes) => codes.Width == CodeSize ? codes : throw new InputException(
        "The data does not fit the model.", codes.Name, $"{codes.Width} values a row", $"a code of this model has {CodeSize}", "give codes that `encode` made with this model");

    private unsafe void Answer(InferenceKind kind, ReadOnlySpan<float> values, int width, Span<float> answers, int answerWidth)
    {
        int rows = values.Length / width;
        if (values.Length != rows * width || answers.Length != rows * answerWidth)
        {
            throw new ArgumentException(
                $"{values.Length} numbers in and {answers.Length} out are not whole rows of {width} in and {answerWidth} out, equally many.", nameof(answers));
        }

        if (rows == 0) return;
        fixed (float* start = values)
        {
            Answer(kind, new MemorySource(start, TakesCodes(kind) ? null : Scaler), rows, answers, answerWidth);
        }
    }

    private void Answer(InferenceKind kind, IRowSource source, int rows, Span<float> answers, int answerWidth, ulong seed = 0, long draw = 0)
    {
        Ask(kind, source, rows, answers, seed, draw);
        if (!(TakesCodes(kind) || kind == InferenceKind.Reconstruct)) return;
        for (int row = 0; row < rows; row++) Scaler.Invert(answers.Slice(row * answerWidth, answerWidth));
    }

    // In scaled units.
    private void Ask(InferenceKind kind, IRowSource source, int rows, Span<float> answers, ulong seed = 0, long draw = 0)
    {
        if (Recipe.Description.Architecture.IsAutoregressive && kind is InferenceKind.Decode or InferenceKind.Reconstruct)
        {
            AskInOrder(kind, source, rows, answers);
            return;
        }

        (bool isSmall, int capacity) = SizeFor(rows);
        ConcurrentBag<InferenceSession> idle = _idle.GetOrAdd((kind, isSmall), _ => []);
        if (!idle.TryTake(out InferenceSession? session)) session = new InferenceSession(kind, Recipe.Description, Width, CodeSize, _values, ThreadTeam.OfMachine, capacity);
        session.Run(source, rows, answers, seed, draw);
        idle.Add(session);
    }

    // What an autoregressive decoder makes of a row follows from the code alone, so a reconstruction goes through the code.
    private unsafe void AskInOrder(InferenceKind kind, IRowSource source, int rows, Span<float> answers)
    {
        if (kind == InferenceKind.Decode)
        {
            DecodeInOrder(source, rows, answers, null);
            return;
        }

        var codes = new float[rows * CodeSize];
        Ask(InferenceKind.Encode, source, rows, codes);
        fixed (float* start = codes) DecodeInOrder(new MemorySource(start, null), rows, answers, null);
    }

    private void DecodeInOrder(IRowSource codes, int rows, Span<float> answers, ValueChoice? choose)
    {
        (bool isSmall, int capacity) = SizeFor(rows);
        ConcurrentBag<AutoregressiveDecoder> idle = _idleDecoders.GetOrAdd(isSmall, _ => []);
        if (!idle.TryTake(out AutoregressiveDecoder? decoder)) decoder = new AutoregressiveDecoder(Recipe.Description, Width, CodeSize, _values, ThreadTeam.OfMachine, capacity);
        decoder.Run(codes, rows, answers, choose);
        idle.Add(decoder);
    }

    private (bool IsSmall, int Capacity) SizeFor(int rows)
    {
        int most = LossEvaluation.RowsAtOnce(Width);
        return rows <= SmallBatch ? (true, Math.Min(SmallBatch, most)) : (false, most);
    }
}
