namespace Hourglass.Graphs.Operations;

/// <summary>How an operand of an elementwise operation is spread over the result.</summary>
public enum Spread
{
    /// <summary>It has the result's shape.</summary>
    Full,

    /// <summary>One number a row, <c>[batch, 1]</c> or <c>[rows, 1]</c>.</summary>
    PerRow,

    /// <summary>One number a column, <c>[columns]</c>.</summary>
    PerColumn,

    /// <summary>One number, <c>[]</c>.</summary>
    Scalar,
}

/// <summary>The rules of spreading operands, and its gradient: sums over the directions an operand was spread in.</summary>
public static class Spreading
{
    /// <summary>The shape to which all operands spread.</summary>
    /// <exception cref="ShapeException">There is none.</exception>
    public static Shape Join(ReadOnlySpan<Shape> operands)
    {
        Shape joined = operands[0];
        foreach (Shape operand in operands)
        {
            if (Find(operand, joined) is null) joined = operand;
        }

        foreach (Shape operand in operands)
        {
            ShapeException.Require(
                Find(operand, joined) is not null,
                "operands have equal shapes, or are a scalar [], a vector [columns], or one number a row [batch, 1]");
        }

        return joined;
    }

    /// <summary>How an operand is spread over a result.</summary>
    public static Spread Of(Shape operand, Shape result) => Find(operand, result) ?? throw new ShapeException($"{operand} does not spread to {result}");

    /// <summary>Sums a value of the result's shape over the directions in which an operand was spread.</summary>
    public static Node SumTo(this Node value, Shape operand) => Of(operand, value.Shape) switch
    {
        Spread.Full => value,
        Spread.PerRow => value.SumColumns(),
        Spread.PerColumn => value.SumRows(),
        _ => value.Sum(),
    };

    private static Spread? Find(Shape operand, Shape result)
    {
        if (operand == result) return Spread.Full;
        if (operand.IsScalar) return Spread.Scalar;
        if (operand.IsVector && (result.IsBatch || result.Dimensions.Length > 1) && operand.Count == result.Columns) return Spread.PerColumn;
        bool oneColumn = operand.IsBatch ? operand.Columns == 1 : operand.Dimensions.Length == 2 && operand.Dimensions[1] == 1;
        bool sameRows = operand.IsBatch == result.IsBatch && operand.FixedRows == result.FixedRows && !result.IsVector;
        return oneColumn && sameRows ? Spread.PerRow : null;
    }
}
