namespace Hourglass.Readers.Tables;

/// <summary>A column as its source knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its cells are.</param>
public sealed record SourceColumn(string Name, CellType Type)
{
    /// <summary>How numbers are written in its texts; with a decimal point by default.</summary>
    public char DecimalMark { get; init; } = '.';

    /// <summary>How moments are written in its texts; as ISO 8601 says by default.</summary>
    public TimeForm TimeForm { get; init; } = TimeForm.Iso;
}

/// <summary>What the cells of a column are in their source.</summary>
public enum CellType
{
    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Yes and no.</summary>
    Boolean,

    /// <summary>Moments.</summary>
    Time,

    /// <summary>Texts, which may well stand for something else.</summary>
    Text,
}
