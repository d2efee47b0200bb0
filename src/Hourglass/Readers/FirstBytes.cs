namespace Hourglass.Readers;

/// <summary>What a file that is not of the wanted kind begins with, in words for an error.</summary>
internal static class FirstBytes
{
    private const int Shown = 8;

    public static string Of(ReadOnlySpan<byte> file) => file.IsEmpty ? "an empty file" : $"the first bytes {Convert.ToHexString(file[..Math.Min(Shown, file.Length)])}";
}
