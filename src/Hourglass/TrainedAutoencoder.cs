using System.Numerics.Tensors;
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
    private readonly StoredValues _values;

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

    /// <summary>The largest number in pictures like those it was trained on, as far as scaling tells it; 255 otherwise.</summary>
    public float White => Scaler is { Kind: ScalingKind.Unit, IsGlobal: true } ? (1 / Scaler.Factor[0]) + Scaler.Shift[0] : byte.MaxValue;

    /// <summary>Values in a row.</summary>
    public int Width { get; }

    /// <summary>Numbers in a code.</summary>
    public int CodeSize => Recipe.CodeSize;

    /// <summary>Every epoch of the training, when it has just been trained; empty when it was loaded from a file.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>Paths of the trained values: <c>encoder.0.weight</c>, ...</summary>
    public IReadOnlyCollection<string> ParameterPaths => _values.Paths;

    /// <summary>The shape of a trained value: <c>[inputs, units]</c> of a dense layer's weights.</summary>
    /// <param name="path">One of <see cref="ParameterPaths"/>.</param>
    public IReadOnlyList<int> ParameterShape(string path) => _values.ShapeOf(path).Dimensions;

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

    /// <summary>Whether a code is a distribution, from which codes can be drawn; then rows have a <see cref="Divergence"/> and a <see cref="NegativeBound"/>.</summary>
    public bool IsVariational => Recipe.Description.IsVariational(Width);

    /// <summary>Codes drawn from the distributions that some rows stand for; the codes themselves where there is nothing to draw from.</summary>
    /// <param name="data">[rows, <see cref="Width"/>], in original units.</param>
    /// <param name="seed">What the draws follow from.</param>
    /// <returns>[rows, <see cref="CodeSize"/>].</returns>
    /// <exception cref="InputException">The rows have another width than those it was trained on.</exception>
    public float[,] DrawCodes(DataSet data, ulong seed = 0) => Answer(InferenceKind.DrawCode, data, CodeSize, seed);

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

    /// <summary>What the code of each row costs, in nats: its divergence from the prior for variational codes, 0 for others.</summary>
    /// <param name="data">[rows, <see cref="Width"/>], in original units.</param>
    /// <returns>[rows].</returns>
    /// <exception cref="InputException">The rows have another width than those it was trained on.</exception>
    public float[] Divergence(DataSet data) => [.. AsSpan(Answer(InferenceKind.Divergence, data, 1))];

    /// <summary>
    /// -ln p(x | z) - ln p(z) + ln q(z | x) of each row in nats, for one code z drawn for it. The mean over draws is the negative evidence lower
    /// bound; minus the logarithm of the mean of e^-value over many draws comes close to the negative log-likelihood (Burda et al. 2016, eq. 8).
    /// </summary>
    /// <param name="data">[rows, <see cref="Width"/>], in original units.</param>
    /// <param name="seed">What the draws follow from.</param>
    /// <param name="draw">Number of the draw, from 0.</param>
    /// <returns>[rows].</returns>
    /// <exception cref="InputException">The rows have another width than those it was trained on.</exception>
    public float[] NegativeBound(DataSet data, ulong seed = 0, long draw = 0) => [.. AsSpan(Answer(InferenceKind.Bound, data, 1, seed, draw))];

    /// <summary>Rows drawn from the distributions that some codes stand for, in original units: the reconstruction itself where the likelihood has none to draw from.</summary>
    /// <param name="codes">[rows, <see cref="CodeSize"/>].</param>
    /// <param name="seed">What the draws follow from.</param>
    /// <returns>[rows, <see cref="Width"/>].</returns>
    /// <exception cref="InputException">The codes have another size than this model's.</exception>
    public float[,] Sample(float[,] codes, ulong seed = 0) => Answer(InferenceKind.Sample, DataSet.From(codes), Width, seed);

    /// <summary>Decodes with an autoregressive decoder, each value chosen from the logits of its position.</summary>
    /// <param name="codes">[rows, <see cref="CodeSize"/>].</param>
    /// <param name="choose">Chooses.</param>
    internal float[,] Decode(float[,] codes, ValueChoice choose)
    {
        var answers = new float[codes.GetLength(0), Width];
        DecodeInOrder(new BatchSource(DataSet.From(codes), null), codes.GetLength(0), AsSpan(answers), choose);
        return answers;
    }

    /// <summary>
    /// How rows of this model are seen as pictures, in original units; null when they are none. Black and white are those of the training rows where these were
    /// scaled to [0, 1], otherwise those of the rows given.
    /// </summary>
    /// <param name="data">[rows, <see cref="Width"/>], in original units.</param>
    public RowPictures? PicturesOf(DataSet data) => Scaler is { Kind: ScalingKind.Unit, IsGlobal: true }
        ? RowPictures.Of(Recipe.RowShape, Scaler.Shift[0], Scaler.Shift[0] + (1 / Scaler.Factor[0]))
        : RowPictures.Of(Recipe.RowShape, data);

    /// <summary>
    /// The rows as this model takes them: columns are found by name where both sides have names, whatever their order, and columns it was not
    /// trained on are left out; without names by position. Rows of a table become rows of features, as its <see cref="Training.Recipe.Table"/> says.
    /// </summary>
    /// <param name="data">Rows in original units, or rows that were aligned before.</param>
    /// <returns>[rows, <see cref="Width"/>].</returns>
    /// <exception cref="InputException">A column is missing or of another kind, or the rows have another width than those it was trained on.</exception>
    public DataSet Align(DataSet data)
    {
        string trainedOn = Recipe.Training.Data;
        if (Recipe.Table is { } table) return table.Encode(data.IsEncoded ? data : ColumnMatch.RequireWidth(ColumnMatch.Align(data, table.ColumnNames, trainedOn), table.Columns.Length, trainedOn), trainedOn);
        if (data.Schema is { IsOfNumbers: false } schema)
        {
            TableColumn other = schema.Columns.First(column => column.Kind != ColumnKind.Number);
            throw new InputException("The data does not fit the model.", $"{data.Name}, column '{other.Name}'", other.Kind.ToString().ToLowerInvariant(), $"numbers only, as in {trainedOn}", "--ignore leaves columns out");
        }

        return ColumnMatch.RequireWidth(ColumnMatch.Align(data, Recipe.Columns, trainedOn), Width, trainedOn);
    }

    /// <summary>Rows that this model gave, to be asked about again: <see cref="Align"/> takes them as they are.</summary>
    /// <param name="rows">[rows, <see cref="Width"/>].</param>
    public DataSet RowsOf(float[,] rows) => Recipe.Table is { } table ? table.Encoded(DataSet.From(rows)) : DataSet.From(rows);

    /// <summary>What rows of this model say in the terms of the table it was trained on: decoded features where it was a table, otherwise the rows themselves.</summary>
    /// <param name="rows">[rows, <see cref="Width"/>].</param>
    /// <returns>[rows, columns].</returns>
    public float[,] Restore(float[,] rows) => Recipe.Table?.Decode(rows) ?? rows;
}
