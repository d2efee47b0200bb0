using System.Text;

namespace Hourglass.Artifacts;

/// <summary>Text out of an untrusted file as it may stand in an error message: one line, not long, nothing a terminal would obey.</summary>
internal static class Quotation
{
    public static string Of(string text, int longest = 60)
    {
        var quoted = new StringBuilder("'");
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, longest)))
            quoted.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        return quoted.Append(text.Length > longest ? "...'" : "'").ToString();
    }
}
