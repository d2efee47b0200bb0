using System.IO.Compression;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Sources;

/// <summary>
/// The built-in set of text: 12,948 English words of 3 to 12 letters a-z, in alphabetical order: every third of such words in a list of SCOWL.
/// "test" is every tenth of them, "train" the others, so that the two are alike. Source: Kevin Atkinson, SCOWL; its notice is in words.txt.LICENSE.
/// </summary>
public static class EnglishWords
{
    private const int TestEvery = 10;

    /// <summary>11,654 words to train on.</summary>
    public static TextSet Train => Load(NamedSet.Train);

    /// <summary>1,294 words to test with.</summary>
    public static TextSet Test => Load(NamedSet.Test);

    /// <summary>Loads all words or one part of them.</summary>
    /// <param name="part">"train", "test", or null for all.</param>
    /// <exception cref="InputException">There is no such part.</exception>
    public static TextSet Load(string? part = null)
    {
        Func<int, bool> isChosen = part switch
        {
            null => _ => true,
            NamedSet.Train => row => (row + 1) % TestEvery != 0,
            NamedSet.Test => row => (row + 1) % TestEvery == 0,
            _ => throw NamedSet.UnknownPart("words", part),
        };
        using Stream packed = typeof(EnglishWords).Assembly.GetManifestResourceStream("Hourglass.Sources.words.txt.gz")!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        string[] words = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new TextSet(part is null ? "words" : $"words:{part}", [.. words.Where((_, row) => isChosen(row))]);
    }
}
