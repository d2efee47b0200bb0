using System.Collections.Immutable;

namespace Hourglass.Data;

/// <summary>How the cells of a table are written, as far as somebody said it, or it was found out; what is not said here is found out from each table itself.</summary>
public sealed record TableDialect
{
    /// <summary>Nothing is said.</summary>
    public static TableDialect Unknown { get; } = new();

    /// <summary>What separates the cells of a text table: <see cref="CanSeparate"/>. Not said when null (default).</summary>
    public char? Delimiter { get; init; }

    /// <summary>The decimal mark of numbers in texts, '.' or ','. Not said when null (default).</summary>
    public char? DecimalMark { get; init; }

    /// <summary>Whether the first line of a text table names the columns. Not said when null (default).</summary>
    public bool? HasHeader { get; init; }

    /// <summary>How all moments in texts are written, as .NET writes formats (dd.MM.yyyy). Not said when null (default).</summary>
    public string? TimeFormat { get; init; }

    /// <summary>Whether days come before months in dates where no date of the table tells (03/04/2024). Not said when null (default).</summary>
    public bool? DaysFirst { get; init; }

    /// <summary>The encoding of a text table: utf-8, utf-16, latin1, windows-1252, gb18030, or another name that .NET knows. Not said when null (default).</summary>
    public string? Encoding { get; init; }

    /// <summary>Texts that stand for a missing value beside the usual ones (empty, NA, N/A, NaN, NULL, None, ?, -). None by default.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Whether a mark can stand between cells.</summary>
    public static bool CanSeparate(char mark) => char.IsAscii(mark) && !char.IsAsciiLetterOrDigit(mark) && mark is not ('"' or '\r' or '\n' or '\0');

    /// <summary>What is said here, and what another dialect says besides.</summary>
    /// <param name="other">Asked where this one does not say.</param>
    public TableDialect Or(TableDialect other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new()
        {
            Delimiter = Delimiter ?? other.Delimiter,
            DecimalMark = DecimalMark ?? other.DecimalMark,
            HasHeader = HasHeader ?? other.HasHeader,
            TimeFormat = TimeFormat ?? other.TimeFormat,
            DaysFirst = DaysFirst ?? other.DaysFirst,
            Encoding = Encoding ?? other.Encoding,
            Missing = Missing.IsEmpty ? other.Missing : Missing,
        };
    }

    /// <summary>Makes sure that what a file said makes sense.</summary>
    /// <exception cref="FormatException">It does not.</exception>
    internal void RequireSound()
    {
        if (Missing.IsDefault || Missing.Contains(null!)) throw new FormatException("The table does not say which texts stand for missing values.");
        if (Delimiter is { } delimiter && !CanSeparate(delimiter)) throw new FormatException($"'{delimiter}' separates no cells.");
        if (DecimalMark is not (null or '.' or ',')) throw new FormatException($"'{DecimalMark}' is no decimal mark.");
    }
}
