namespace Hourglass.Data;

/// <summary>What a column of a table holds, and how it is used.</summary>
public enum ColumnKind
{
    /// <summary>A quantity.</summary>
    Number,

    /// <summary>One of some texts, or of some numbers that only name something.</summary>
    Category,

    /// <summary>Yes or no, in whatever words.</summary>
    Boolean,

    /// <summary>A date, a time of day, or both.</summary>
    Time,

    /// <summary>Names the row: no input, carried over to results.</summary>
    Identifier,

    /// <summary>What is known of the row: never an input, used by measures.</summary>
    Label,

    /// <summary>Left out.</summary>
    Ignored,
}
