namespace Hourglass.Graphs.Operations;

/// <summary>A value of the reference executor: double precision, logical row-major order.</summary>
/// <param name="Values">All numbers: Rows * Columns.</param>
/// <param name="Rows">Rows of the value seen as a matrix.</param>
/// <param name="Columns">Numbers a row.</param>
public sealed record ReferenceValue(double[] Values, int Rows, int Columns)
{
    /// <summary>Element (row, column).</summary>
    public ref double this[int row, int column] => ref Values[(row * Columns) + column];

    /// <summary>The same numbers as rows of <paramref name="columns"/>: positions become rows.</summary>
    public ReferenceValue Split(int columns) => new(Values, Rows * Columns / columns, columns);
}

/// <summary>One evaluation of an operation's definition, over whole values.</summary>
public readonly ref struct DefinitionCall
{
    /// <summary>The node that applies the operation.</summary>
    public Node Node { get; init; }

    /// <summary>Values of the inputs.</summary>
    public ReadOnlySpan<ReferenceValue> Inputs { get; init; }

    /// <summary>The result, to be written.</summary>
    public ReferenceValue Output { get; init; }

    /// <summary>What the run is given from outside.</summary>
    public RunSettings Run { get; init; }
}
