using Hourglass.Errors;

namespace Hourglass.Data;

/// <summary>Texts, one after the other: lines of a file, a column of a table, words. Immutable.</summary>
public sealed class TextSet
{
    /// <summary>Some texts.</summary>
    /// <param name="name">Where they came from, for messages and reports.</param>
    /// <param name="texts">The texts; at least one.</param>
    /// <exception cref="InputException">There is no text.</exception>
    public TextSet(string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) throw new InputException("There is no text.", name, "no line with anything in it", "at least one text", "put texts into it, one a line, or name another file");
        (Name, Texts) = (name, texts);
    }

    /// <summary>Where the texts came from.</summary>
    public string Name { get; }

    /// <summary>The texts.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Some of the texts.</summary>
    /// <param name="rows">Their numbers, from 0.</param>
    public TextSet Select(IReadOnlyList<int> rows) => new(Name, [.. rows.Select(row => Texts[row])]);
}
