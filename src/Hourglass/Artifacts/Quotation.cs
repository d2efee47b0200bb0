using System.Text;

namespace Hourglass.Artifacts;

/// <summary>Text out of an untrusted file as it may stand in an error message: one line, at most 60 characters, nothing a terminal would obey.</summary>
internal static class Quotation
{
    private const int Longest = 60;

    public static string Of(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, Longest)))
            quoted.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        return quoted.Append(text.Length > Longest ? "...'" : "'").ToString();
    }
}
