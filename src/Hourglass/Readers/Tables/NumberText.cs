using System.Globalization;

namespace Hourglass.Readers.Tables;

/// <summary>
/// Numbers as people write them: with a decimal point or comma, marks between thousands (1.234,5 and 1,234.5 and 1 234,5 and 1'234.5), and the mark of a unit before or
/// behind them (12.5 %, € 1,200.00, -$5).
/// </summary>
public static class NumberText
{
    private const int Longest = 64;

    /// <summary>Reads a number; false for what is none, and for what is beyond float32.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mark">The decimal mark, '.' or ','.</param>
    /// <param name="value">The number.</param>
    public static bool TryParse(ReadOnlySpan<char> text, char mark, out float value)
    {
        if (mark == '.' && float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return float.IsFinite(value);
        value = 0;
        if (text.Length > Longest) return false;
        Span<char> plain = stackalloc char[Longest];
        int length = Simplify(text, mark, plain);
        return length > 0 && float.TryParse(plain[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }

    /// <summary>Whether a text can be a number with this decimal mark.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text, char mark)
    {
        Span<char> plain = stackalloc char[Longest];
        return text.Length <= Longest && Simplify(text, mark, plain) > 0;
    }

    /// <summary>The unit of a number: a percent or per mille sign, or the sign of a currency, at its beginning (perhaps behind a sign) or end; 0 where there is none.</summary>
    public static char UnitOf(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return '\0';
        if (IsUnit(text[^1])) return text[^1];
        text = text.TrimStart("+-\u2212");
        return text.Length > 0 && IsUnit(text[0]) ? text[0] : '\0';
    }

    /// <summary>Whether a letter is the mark of a unit.</summary>
    public static bool IsUnit(char letter) => letter is '%' or '\u2030' || char.GetUnicodeCategory(letter) == UnicodeCategory.CurrencySymbol;

    /// <summary>Whether a text is digits alone, the first of several a 0: a code rather than a number (01234).</summary>
    public static bool IsCode(ReadOnlySpan<char> text) => text.Length > 1 && text[0] == '0' && !text.ContainsAnyExceptInRange('0', '9');

    // Writes the number with a point and no other marks; returns its length, 0 for what is no number.
    private static int Simplify(ReadOnlySpan<char> text, char mark, Span<char> plain)
    {
        text = text.Trim();
        bool hasUnit = text.Length > 0 && IsUnit(text[^1]);
        if (hasUnit) text = text[..^1].TrimEnd();
        int length = 0, digits = 0, inGroup = 0;
        char group = '\0';
        bool hasMark = false;
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (char.IsAsciiDigit(letter))
            {
                digits++;
                inGroup++;
                plain[length++] = letter;
            }
            else if (length == 0 && letter is '+' or '-' or '\u2212') plain[length++] = letter == '+' ? '+' : '-';
            else if (digits == 0 && !hasUnit && !hasMark && IsUnit(letter)) hasUnit = true;
            else if (digits == 0 && hasUnit && letter is ' ' or '\u00A0' or '\u202F') continue;
            else if (letter == mark && !hasMark)
            {
                if (group != '\0' && inGroup != 3) return 0;
                (hasMark, group, inGroup) = (true, '\0', 0);
                plain[length++] = '.';
            }
            else if (digits > 0 && letter is 'e' or 'E') return Exponent(text[(i + 1)..]) ? Append(text[i..], plain, length, group, inGroup) : 0;
            else if (IsGroupMark(letter) && letter != mark && !hasMark)
            {
                // A group holds three digits, the first of all one to three, and one mark stands between all of them.
                if (group == '\0' ? inGroup is < 1 or > 3 : letter != group || inGroup != 3) return 0;
                (group, inGroup) = (letter, 0);
            }
            else return 0;
        }

        return digits == 0 || (group != '\0' && inGroup != 3) ? 0 : length;
    }

    private static bool IsGroupMark(char letter) => letter is '.' or ',' or ' ' or '\'' or '\u2019' or '\u00A0' or '\u202F';

    private static bool Exponent(ReadOnlySpan<char> text)
    {
        if (text.Length > 0 && text[0] is ('+' or '-')) text = text[1..];
        return text.Length is > 0 and < 6 && !text.ContainsAnyExceptInRange('0', '9');
    }

    private static int Append(ReadOnlySpan<char> rest, Span<char> plain, int length, char group, int inGroup)
    {
        if (group != '\0' && inGroup != 3) return 0;
        rest.CopyTo(plain[length..]);
        return length + rest.Length;
    }
}
