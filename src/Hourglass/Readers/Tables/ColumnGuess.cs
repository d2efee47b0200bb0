using System.Collections.Immutable;
using Hourglass.Data;

namespace Hourglass.Readers.Tables;

/// <summary>What the cells of a column look like: counts of those that read as this or that.</summary>
/// <param name="missing">Words for what is missing, beside the usual ones.</param>
public sealed class ColumnGuess(ImmutableArray<string> missing)
{
    /// <summary>Share of the cells that must be of a kind for the column to be: the others are errors then, and are told.</summary>
    private const double Share = 0.9;

    private static readonly TimeForm[] Forms = [TimeForm.Iso, TimeForm.DayFirst, TimeForm.MonthFirst];

    private readonly long[] _times = new long[Forms.Length];
    private char _unit;
    private bool _hasUnits;
    private long _cells, _withPoint, _withComma, _codes, _onlyText;

    /// <summary>Cells that are numbers with a decimal point and none with a comma; the other way round.</summary>
    public (long Point, long Comma) Only { get; private set; }

    /// <summary>Cells that are dates with the day first and not with the month first; the other way round.</summary>
    public (long Day, long Month) First { get; private set; }

    /// <summary>Looks at a cell.</summary>
    public void See(ReadOnlySpan<char> cell)
    {
        if (CellWords.IsMissing(cell, missing)) return;
        _cells++;
        if (NumberText.IsCode(cell)) _codes++;
        // Most cells of most columns are short whole numbers, or texts in columns of texts.
        bool isWhole = !cell.ContainsAnyExceptInRange('0', '9');
        bool isBoth = isWhole || IsInfinity(cell), point = isBoth || NumberText.IsNumber(cell, '.'), comma = isBoth || NumberText.IsNumber(cell, ',');
        if (!isWhole && (point || comma) && NumberText.UnitOf(cell) is var unit and not '\0') (_hasUnits, _unit) = (_hasUnits || (_unit != '\0' && _unit != unit), unit);
        if (point) _withPoint++;
        if (comma) _withComma++;
        if (point != comma) Only = point ? (Only.Point + 1, Only.Comma) : (Only.Point, Only.Comma + 1);
        if (isWhole) return;
        if (!char.IsAsciiDigit(cell[0]))
        {
            if (!point && !comma) _onlyText++;
            return;
        }

        bool day = See(cell, 1), month = See(cell, 2);
        See(cell, 0);
        if (day != month) First = day ? (First.Day + 1, First.Month) : (First.Day, First.Month + 1);
    }

    /// <summary>The column, of a table whose other columns say nothing of it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dialect">How the table is written, as far as it is said.</param>
    public SourceColumn Decide(string name, TableDialect dialect) =>
        Decide(name, dialect.DecimalMark, dialect.TimeFormat is { } format ? TimeForm.Of(format) : null, ('.', dialect.DaysFirst == false ? TimeForm.MonthFirst : TimeForm.DayFirst));

    /// <summary>The column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mark">The decimal mark, where it is said.</param>
    /// <param name="form">How moments are written, where it is said.</param>
    /// <param name="usually">What the other columns make likely.</param>
    public SourceColumn Decide(string name, char? mark, TimeForm? form, (char Mark, TimeForm Form) usually)
    {
        char own = mark ?? (Only.Point > Only.Comma ? '.' : Only.Comma > Only.Point ? ',' : usually.Mark);
        TimeForm written = form ?? FormOf(usually.Form);
        long numbers = own == '.' ? _withPoint : _withComma;
        // A form that was asked for cannot be counted before; what it can stand for begins with a digit.
        long times = form is null ? _times[Array.IndexOf(Forms, written)] : _cells - _withPoint - _onlyText;
        CellType type = _codes > 0 ? CellType.Text : times > numbers && times >= Share * _cells ? CellType.Time : !_hasUnits && numbers >= Share * _cells ? CellType.Number : CellType.Text;
        return new SourceColumn(name, type) { DecimalMark = own, TimeForm = written };
    }

    // No number that can be used, and still none of a column of texts.
    private static bool IsInfinity(ReadOnlySpan<char> cell) =>
        cell.TrimStart("+-") is var word && (word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("infinity", StringComparison.OrdinalIgnoreCase));

    private TimeForm FormOf(TimeForm usually)
    {
        if (_times[0] > 0 && _times[0] >= _times[1] && _times[0] >= _times[2]) return TimeForm.Iso;
        return _times[1] == _times[2] ? usually : _times[1] > _times[2] ? TimeForm.DayFirst : TimeForm.MonthFirst;
    }

    private bool See(ReadOnlySpan<char> cell, int form)
    {
        bool fits = Forms[form].TryParse(cell, out _);
        if (fits) _times[form]++;
        return fits;
    }
}
