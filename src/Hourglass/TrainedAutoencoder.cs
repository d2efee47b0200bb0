using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Graphs.Execution;
using Hourglass.Preprocessing;
using Hourglass.Training;

namespace Hourglass;

/// <summary>
/// A trained autoencoder: turns rows into codes and codes into rows, in the units of the original data. Immutable and safe to use from
/// many threads at once; nothing needs disposing.
/// </summary>
public sealed partial class TrainedAutoencoder
{
    // Up to this many rows one thread is quicker than a team.
    private const int SmallBatch = 64, LargeBatch = 1024;

    private readonly StoredValues _values;
    private readonly ConcurrentDictionary<(InferenceKind Kind, bool IsSmall), ConcurrentBag<InferenceSession>> _idle = [];

    internal TrainedAutoencoder(Recipe recipe, Scaler scaler, StoredValues values, Catalog catalog)
    {
        (Recipe, Scaler, _values, Catalog) = (recipe, scaler, values, catalog);
        Width = recipe.RowShape.Aggregate(1, (product, size) => product * size);
    }

    /// <summary>What it is and how it was trained.</summary>
    public Recipe Recipe { get; }

    /// <summary>How values are scaled before the encoder.</summary>
    public Scaler Scaler { get; }

    /// <summary>What the names in its file mean.</summary>
    public Catalog Catalog { get; }

    /// <summary>Values in a row.</summary>
    public int Width { get; }

    /// <summary>Numbers in a code.</summary>
    public int CodeSize => Recipe.CodeSize;

    /// <summary>Every epoch of the training, when it has just been trained; empty when it was loaded from a file.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>Paths of the trained values: <c>encoder.0.weight</c>, ...</summary>
    public IReadOnlyCollection<string> ParameterPaths => _values.Paths;

    /// <summary>A trained value in row-major order, copied.</summary>
    /// <param name="path">One of <see cref="ParameterPaths"/>.</param>
    public float[] Parameter(string path) => _values.Get(path);

    /// <summary>The codes of some rows.</summary>
    /// <param name="data">[rows, <see cref="Width"/>], in original units.</param>
    /// <returns>[rows, <see cref="CodeSize"/>].</returns>
    /// <exception cref="InputException">The rows have another width than those it was trained on.</exception>
    public float[,] Encode(DataSet data) => Answer(InferenceKind.Encode, data, CodeSize);

    /// <inheritdoc cref="Encode(DataSet)"/>
    public float[,] Encode(float[,] data) => Encode(DataSet.From(data));

    /// <inheritdoc cref="Encode(DataSet)"/>
    public float[,] Encode(in ReadOnlyTensorSpan<float> data) => Encode(DataSet.From(data));

    /// <summary>The codes of some rows.</summary>
    /// <param name="rows">Rows one after the other, in original units.</param>
    /// <param name="codes">As many codes, one after the other.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Encode(ReadOnlySpan<float> rows, Span<float> codes) => Answer(InferenceKind.Encode, rows, Width, codes, CodeSize);

    /// <summary>The rows that some codes stand for, in original units.</summary>
    /// <param name="codes">[rows, <see cref="CodeSize"/>].</param>
    /// <returns>[rows, <see cref="Width"/>].</returns>
    /// <exception cref="InputException">The codes have another size than this model's.</exception>
    public float[,] Decode(DataSet codes) => Answer(InferenceKind.Decode, codes, Width);

    /// <inheritdoc cref="Decode(DataSet)"/>
    public float[,] Decode(float[,] codes) => Decode(DataSet.From(codes));

    /// <inheritdoc cref="Decode(DataSet)"/>
    public float[,] Decode(in ReadOnlyTensorSpan<float> codes) => Decode(DataSet.From(codes));

    /// <summary>The rows that some codes stand for, in original units.</summary>
    /// <param name="codes">Codes one after the other.</param>
    /// <param name="rows">As many rows, one after the other.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Decode(ReadOnlySpan<float> codes, Span<float> rows) => Answer(InferenceKind.Decode, codes, CodeSize, rows, Width);

    /// <summary>What is left of some rows after encoding and decoding, in original units.</summary>
    /// <param name="data">[rows, <see cref="Width"/>], in original units.</param>
    /// <returns>[rows, <see cref="Width"/>].</returns>
    /// <exception cref="InputException">The rows have another width than those it was trained on.</exception>
    public float[,] Reconstruct(DataSet data) => Answer(InferenceKind.Reconstruct, data, Width);

    /// <inheritdoc cref="Reconstruct(DataSet)"/>
    public float[,] Reconstruct(float[,] data) => Reconstruct(DataSet.From(data));

    /// <inheritdoc cref="Reconstruct(DataSet)"/>
    public float[,] Reconstruct(in ReadOnlyTensorSpan<float> data) => Reconstruct(DataSet.From(data));

    /// <summary>What is left of some rows after encoding and decoding, in original units.</summary>
    /// <param name="rows">Rows one after the other, in original units.</param>
    /// <param name="reconstructions">As many rows.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions) =>
        Answer(InferenceKind.Reconstruct, rows, Width, reconstructions, Width);

    /// <summary>The squared error of each row, summed over its values, in scaled units: the article's ||x - x^||^2.</summary>
    /// <param name="data">[rows, <see cref="Width"/>], in original units.</param>
    /// <returns>[rows].</returns>
    /// <exception cref="InputException">The rows have another width than those it was trained on.</exception>
    public float[] ReconstructionError(DataSet data) => [.. AsSpan(Answer(InferenceKind.SquaredError, data, 1))];

    /// <inheritdoc cref="ReconstructionError(DataSet)"/>
    public float[] ReconstructionError(float[,] data) => ReconstructionError(DataSet.From(data));

    /// <inheritdoc cref="ReconstructionError(DataSet)"/>
    public float[] ReconstructionError(in ReadOnlyTensorSpan<float> data) => ReconstructionError(DataSet.From(data));

    /// <summary>The squared error of each row, summed over its values, in scaled units.</summary>
    /// <param name="rows">Rows one after the other, in original units.</param>
    /// <param name="errors">One number a row.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void ReconstructionError(ReadOnlySpan<float> rows, Span<float> errors) => Answer(InferenceKind.SquaredError, rows, Width, errors, 1);

    /// <summary>The loss of each row, as the likelihood it was trained with counts it.</summary>
    /// <param name="data">[rows, <see cref="Width"/>], in original units.</param>
    /// <returns>[rows].</returns>
    /// <exception cref="InputException">The rows have another width than those it was trained on.</exception>
    public float[] Loss(DataSet data) => [.. AsSpan(Answer(InferenceKind.Loss, data, 1))];

    private static Span<float> AsSpan(float[,] matrix) => MemoryMarshal.CreateSpan(ref matrix[0, 0], matrix.Length);

    private float[,] Answer(InferenceKind kind, DataSet data, int answerWidth)
    {
        RequireWidth(kind, data);
        var answers = new float[data.Rows, answerWidth];
        Answer(kind, new BatchSource(data, kind == InferenceKind.Decode ? null : Scaler), data.Rows, AsSpan(answers), answerWidth);
        return answers;
    }

    private void RequireWidth(InferenceKind kind, DataSet data)
    {
        bool isCode = kind == InferenceKind.Decode;
        int width = isCode ? CodeSize : Width;
        if (data.Width != width)
        {
            throw new InputException(
                "The data does not fit the model.", data.Name, $"{data.Width} values a row",
                isCode ? $"a code of this model has {width}" : $"this model was trained on rows of {width}, those of {Recipe.Training.Data}",
                isCode ? "give codes that `encode` made with this model" : "give rows with the same columns as in training");
        }
    }

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
            Answer(kind, new MemorySource(start, kind == InferenceKind.Decode ? null : Scaler), rows, answers, answerWidth);
        }
    }

    private void Answer(InferenceKind kind, IRowSource source, int rows, Span<float> answers, int answerWidth)
    {
        Ask(kind, source, rows, answers);
        if (kind is not (InferenceKind.Decode or InferenceKind.Reconstruct)) return;
        for (int row = 0; row < rows; row++) Scaler.Invert(answers.Slice(row * answerWidth, answerWidth));
    }

    // In scaled units.
    private void Ask(InferenceKind kind, IRowSource source, int rows, Span<float> answers)
    {
        bool isSmall = rows <= SmallBatch;
        ConcurrentBag<InferenceSession> idle = _idle.GetOrAdd((kind, isSmall), _ => []);
        if (!idle.TryTake(out InferenceSession? session))
        {
            session = new InferenceSession(
                kind, Recipe.Description, Width, CodeSize, _values, isSmall ? 1 : Environment.ProcessorCount, isSmall ? SmallBatch : LargeBatch);
        }

        session.Run(source, rows, answers);
        idle.Add(session);
    }
}
