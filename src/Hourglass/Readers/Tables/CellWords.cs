using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Hourglass.Readers.Tables;

/// <summary>Words that cells of tables are read by: those for what is missing, for yes and no, and names of columns that hold keys.</summary>
public static class CellWords
{
    private static readonly string[] UsuallyMissing = ["NA", "N/A", "NAN", "NULL", "NONE", "?", "-"];

    private static readonly (string No, string Yes)[] Answers =
    [
        ("no", "yes"), ("false", "true"), ("n", "y"), ("f", "t"), ("off", "on"), ("0", "1"), ("nein", "ja"), ("n", "j"), ("non", "oui"), ("no", "si"), ("no", "sí"),
        ("não", "sim"), ("nee", "ja"), ("нет", "да"), ("否", "是"), ("无", "有"), ("假", "真"), ("いいえ", "はい"), ("아니요", "예"),
    ];

    /// <summary>Whether a cell is missing: empty, one of the usual words in any case, or one of some more.</summary>
    /// <param name="text">The cell, without white space around it.</param>
    /// <param name="more">Words beside the usual ones.</param>
    public static bool IsMissing(ReadOnlySpan<char> text, ImmutableArray<string> more)
    {
        if (text.IsEmpty) return true;
        if (text.Length <= 4)
            foreach (string word in UsuallyMissing)
                if (text.Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
        foreach (string word in more)
            if (text.SequenceEqual(word)) return true;
        return false;
    }

    /// <summary>Two texts as no and yes, or null where they are no such pair.</summary>
    public static (string No, string Yes)? AsAnswers(string one, string other)
    {
        foreach ((string no, string yes) in Answers)
        {
            if (Same(one, no) && Same(other, yes)) return (one, other);
            if (Same(other, no) && Same(one, yes)) return (other, one);
        }

        return null;
    }

    /// <summary>Whether a column's name says that it names rows: id, customer_id, customerId, uuid, key.</summary>
    public static bool IsKey(string name)
    {
        ReadOnlySpan<char> word = name.AsSpan().Trim();
        int end = word.LastIndexOfAny("_- .");
        if (Keys.Contains(word[(end + 1)..].ToString())) return true;
        return word.Length > 2 && word.EndsWith("Id", StringComparison.Ordinal) && char.IsLower(word[^3]);
    }

    private static FrozenSet<string> Keys { get; } =
        FrozenSet.ToFrozenSet(["id", "ids", "uuid", "guid", "key", "rowid", "编号", "識別子"], StringComparer.OrdinalIgnoreCase);

    private static bool Same(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
