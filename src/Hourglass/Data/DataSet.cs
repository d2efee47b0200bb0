using System.Numerics.Tensors;
using Hourglass.Errors;
using Hourglass.Numerics;

namespace Hourglass.Data;

/// <summary>
/// Rows of equal width, kept in the type they were stored in (bytes stay bytes) and converted to float32 when a row is copied out.
/// Immutable and safe to read from many threads.
/// </summary>
public abstract class DataSet
{
    /// <summary>Fixes what every data set has; a storage type adds the values.</summary>
    /// <param name="name">Where the data came from, for messages and reports.</param>
    /// <param name="rows">The number of rows, at least 1.</param>
    /// <param name="rowShape">The shape of one row, for example <c>[28, 28]</c>; the product of its sizes is the width.</param>
    /// <param name="columns">One name per column, or null.</param>
    /// <param name="labels">One label per row, never an input, or null.</param>
    /// <exception cref="InputException">There are no rows, or the names or labels do not fit the shape.</exception>
    protected DataSet(string name, int rows, IReadOnlyList<int> rowShape, IReadOnlyList<string>? columns, IReadOnlyList<string>? labels)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(rowShape);
        if (rows < 1) throw new InputException("The data has no rows.", name, $"{rows} rows", "at least one row");
        if (rowShape.Count == 0 || rowShape.Any(size => size < 1))
            throw new InputException("The data has no columns.", name, $"rows of shape [{string.Join(", ", rowShape)}]", "every size of a row is at least 1");
        Name = name;
        Rows = rows;
        RowShape = [.. rowShape];
        Width = rowShape.Aggregate(1, (product, size) => checked(product * size));
        if (columns is not null && columns.Count != Width)
            throw new InputException("The column names do not fit the data.", name, $"{columns.Count} names", $"one for each of the {Width} columns");
        if (labels is not null && labels.Count != rows)
            throw new InputException("The labels do not fit the data.", name, $"{labels.Count} labels", $"one for each of the {rows} rows");
        Columns = columns;
        Labels = labels;
    }

    /// <summary>Where the data came from: a file name, <c>digits:train</c>, "memory".</summary>
    public string Name { get; }

    /// <summary>The number of rows, at least 1.</summary>
    public int Rows { get; }

    /// <summary>The number of values in a row, at least 1.</summary>
    public int Width { get; }

    /// <summary>The shape of one row: <c>[28, 28]</c> for pictures, <c>[30]</c> for a table of 30 columns.</summary>
    public IReadOnlyList<int> RowShape { get; }

    /// <summary>One name per column, or null.</summary>
    public IReadOnlyList<string>? Columns { get; }

    /// <summary>One label per row, or null. Labels are never an input of a model.</summary>
    public IReadOnlyList<string>? Labels { get; }

    /// <summary>The type the values are stored in, for example <c>typeof(byte)</c>.</summary>
    public abstract Type ElementType { get; }

    /// <summary>Whether NaN stands for a value that is missing (<see cref="AllowMissing"/>); where it does not (default), NaN is an error.</summary>
    public virtual bool AllowsMissing => false;

    /// <summary>How pictures of other proportions are brought to the shape of its rows, where these are pictures; cropped by default.</summary>
    public virtual PictureFit Fit => PictureFit.Crop;

    /// <summary>The name of what a row was read from, for example <c>cats/tom.jpg</c> in a folder of pictures; null (default) where rows have no names.</summary>
    /// <param name="row">The row, from 0.</param>
    public virtual string? NameOf(int row) => null;

    /// <summary>What each column holds, where they are more than plain numbers; null (default) for rows of numbers.</summary>
    public virtual TableSchema? Schema => null;

    /// <summary>Whether the columns are features that a fitted encoding made of a table, ready for a network; false by default.</summary>
    public virtual bool IsEncoded => false;

    /// <summary>Columns that name rows and are no input: keys, times as they are written; none by default.</summary>
    public virtual IReadOnlyList<TextColumn> Texts => [];

    /// <summary>When each row was, where a column of times was named; null (default) otherwise.</summary>
    public virtual IReadOnlyList<DateTime>? Times => null;

    /// <summary>Whether the values are stored as integers.</summary>
    public bool IsInteger => ElementType != typeof(float) && ElementType != typeof(double) && ElementType != typeof(Half);

    /// <summary>Copies the raw (unscaled) values of a row as float32. Allocates nothing; may be called from many threads at once.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="destination">Takes the row; at least <see cref="Width"/> long.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public abstract void CopyRow(int row, Span<float> destination);

    /// <summary>Tells that a row will be copied soon, so that it can be fetched into the cache meanwhile: a hint, which may do nothing.</summary>
    /// <param name="row">Its number.</param>
    public virtual void Prefetch(int row)
    {
    }

    /// <summary>The given rows in the given order, as a view that copies no values.</summary>
    /// <param name="rows">Row numbers from 0; a row may appear several times.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row number is not in this data set.</exception>
    /// <exception cref="InputException">The list is empty.</exception>
    public DataSet Select(params ReadOnlySpan<int> rows) => DataView.OfRows(this, rows);

    /// <summary>Some columns in the given order, as a view that copies no values.</summary>
    /// <param name="columns">Column numbers from 0, each at most once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column number is not in this data set.</exception>
    public DataSet SelectColumns(params int[] columns)
    {
        foreach (int column in columns) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Width, nameof(columns));
        return new ColumnView(this, columns);
    }

    /// <summary>This data set; or, when it has more rows than asked for, so many of them drawn at random, in their order.</summary>
    /// <param name="rows">Most rows.</param>
    /// <param name="path">Names the draw; the same name draws the same rows.</param>
    public DataSet AtMost(int rows, string path)
    {
        if (Rows <= rows) return this;
        int[] order = [.. Enumerable.Range(0, Rows)];
        new RandomStream(0, path).Shuffle<int>(order);
        return Select([.. order[..rows].Order()]);
    }

    /// <summary>The same rows under another name.</summary>
    /// <param name="name">Where the data came from.</param>
    public DataSet WithName(string name) => DataView.WithName(this, name);

    /// <summary>The same rows under other labels.</summary>
    /// <param name="labels">One label per row, or null for none.</param>
    /// <exception cref="InputException">The number of labels is not the number of rows.</exception>
    public DataSet WithLabels(IReadOnlyList<string>? labels) => DataView.WithLabels(this, labels);

    /// <summary>The same rows, where NaN stands for a value that is missing. Scaling is then fitted to the values that are there.</summary>
    public DataSet AllowMissing() => AllowsMissing ? this : DataView.AllowMissing(this);

    /// <summary>The same values as rows of another shape, for example a table of 784 columns as pictures <c>[28, 28]</c>.</summary>
    /// <param name="rowShape">The new shape of one row.</param>
    /// <exception cref="InputException">The shape does not hold <see cref="Width"/> values.</exception>
    public DataSet WithRowShape(params IReadOnlyList<int> rowShape) => DataView.WithRowShape(this, rowShape);

    /// <summary>What a message calls a column: its name where it has one, else its number counted from 1.</summary>
    /// <param name="column">The column, from 0.</param>
    public string ColumnName(int column) => Columns is null ? $"column {column + 1} of {Width}" : $"column '{Columns[column]}'";

    /// <summary>A data set from a table <c>[rows, width]</c>; the values are copied.</summary>
    /// <param name="values">The values.</param>
    /// <param name="columns">One name per column, or null.</param>
    /// <param name="labels">One label per row, or null.</param>
    /// <exception cref="InputException">The table is empty, or names or labels do not fit it.</exception>
    public static DataSet From(float[,] values, IReadOnlyList<string>? columns = null, IReadOnlyList<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        float[] copy = new float[values.Length];
        Buffer.BlockCopy(values, 0, copy, 0, Buffer.ByteLength(values));
        return new StoredRows<float>("memory", copy, values.GetLength(0), [values.GetLength(1)], columns, labels);
    }

    /// <summary>A data set over memory of <c>[rows, width]</c> values, row after row; nothing is copied, so the values must not change.</summary>
    /// <param name="values">The values; their number is a multiple of the width.</param>
    /// <param name="width">The number of values in a row.</param>
    /// <param name="columns">One name per column, or null.</param>
    /// <param name="labels">One label per row, or null.</param>
    /// <param name="rowShape">The shape of one row, by default <c>[width]</c>.</param>
    /// <exception cref="InputException">The values do not fill whole rows, or names, labels or shape do not fit.</exception>
    public static DataSet From(
        ReadOnlyMemory<float> values, int width, IReadOnlyList<string>? columns = null, IReadOnlyList<string>? labels = null,
        IReadOnlyList<int>? rowShape = null) =>
        FromMemory(values, width, columns, labels, rowShape);

    /// <summary>A data set over bytes, for example pixels; as for float32, and stored as bytes.</summary>
    /// <inheritdoc cref="From(ReadOnlyMemory{float}, int, IReadOnlyList{string}, IReadOnlyList{string}, IReadOnlyList{int})"/>
    public static DataSet From(
        ReadOnlyMemory<byte> values, int width, IReadOnlyList<string>? columns = null, IReadOnlyList<string>? labels = null,
        IReadOnlyList<int>? rowShape = null) =>
        FromMemory(values, width, columns, labels, rowShape);

    /// <summary>A data set from a span of <c>[rows, width]</c> values, row after row; the values are copied.</summary>
    /// <inheritdoc cref="From(ReadOnlyMemory{float}, int, IReadOnlyList{string}, IReadOnlyList{string}, IReadOnlyList{int})"/>
    public static DataSet From(
        ReadOnlySpan<float> values, int width, IReadOnlyList<string>? columns = null, IReadOnlyList<string>? labels = null,
        IReadOnlyList<int>? rowShape = null) =>
        FromMemory<float>(values.ToArray(), width, columns, labels, rowShape);

    /// <summary>A data set from a tensor <c>[rows, ...]</c>; the values are copied, the sizes after the first are the shape of a row.</summary>
    /// <param name="values">The values; a tensor of rank 1 has rows of one value.</param>
    /// <param name="columns">One name per column, or null.</param>
    /// <param name="labels">One label per row, or null.</param>
    /// <exception cref="InputException">The tensor is empty, or names or labels do not fit it.</exception>
    public static DataSet From(in ReadOnlyTensorSpan<float> values, IReadOnlyList<string>? columns = null, IReadOnlyList<string>? labels = null)
    {
        if (values.IsEmpty) throw new InputException("The data has no rows.", "memory", "an empty tensor", "at least one row");
        float[] copy = new float[values.FlattenedLength];
        values.FlattenTo(copy);
        int[] rowShape = values.Rank == 1 ? [1] : [.. values.Lengths[1..].ToArray().Select(length => (int)length)];
        return new StoredRows<float>("memory", copy, (int)values.Lengths[0], rowShape, columns, labels);
    }

    private static StoredRows<T> FromMemory<T>(
        ReadOnlyMemory<T> values, int width, IReadOnlyList<string>? columns, IReadOnlyList<string>? labels, IReadOnlyList<int>? rowShape)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        if (width < 1 || values.Length % width != 0)
            throw new InputException("The values do not fill whole rows.", "memory", $"{values.Length} values", $"a multiple of the width {width}");
        return new StoredRows<T>("memory", values, values.Length / width, rowShape ?? [width], columns, labels);
    }
}
