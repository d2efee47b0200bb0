using Hourglass.Data;

namespace Hourglass.Sources;

/// <summary>A named set of texts, as <see cref="NamedSet"/> is one of numbers.</summary>
/// <param name="Name">Its name, as it is written on the command line.</param>
/// <param name="Load">Loads a part, "train" or "test", or all of it for null.</param>
public sealed record NamedText(string Name, Func<string?, TextSet> Load)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedText> All { get; } = [new("words", EnglishWords.Load)];
}
