using Hourglass.Errors;

namespace Hourglass.Sources;

/// <summary>
/// Where data is, as it is written on the command line: <c>FILE</c>, <c>FILE#part</c>, <c>-</c> for standard input, or the name of a set,
/// <c>digits</c>, <c>breast-cancer</c>, <c>mnist</c>, <c>fashion-mnist</c>, with <c>:train</c> or <c>:test</c>. A file that is called like a set is written <c>./digits</c>.
/// </summary>
public sealed record DataAddress
{
    private DataAddress(DataAddressKind kind, string location, string? part) => (Kind, Location, Part) = (kind, location, part);

    /// <summary>A file, standard input or a named set.</summary>
    public DataAddressKind Kind { get; }

    /// <summary>The path of the file, the name of the set, or "-".</summary>
    public string Location { get; }

    /// <summary>The array of an npz file, "train" or "test" of a named set, or null.</summary>
    public string? Part { get; }

    /// <summary>The address of a file, whatever it is called.</summary>
    /// <param name="path">Its path.</param>
    public static DataAddress OfFile(string path) => new(DataAddressKind.File, path, null);

    /// <summary>The query, where the address is one; not part of what is printed.</summary>
    public DatabaseQuery? Query { get; private init; }

    /// <summary>The rows that a query to a database gives.</summary>
    /// <param name="query">The query.</param>
    public static DataAddress OfQuery(DatabaseQuery query) => new(DataAddressKind.Query, query.Name, null) { Query = query };

    /// <summary>Parses an address.</summary>
    /// <param name="text">The address.</param>
    /// <exception cref="InputException">The text is empty, or names a part a set does not have.</exception>
    public static DataAddress Parse(string text)
    {
        if (string.IsNullOrEmpty(text))
            throw new InputException("The data address is empty.", rule: "a file, a named set (" + string.Join(", ", NamedSet.Names) + ") or - for standard input");
        if (text == "-") return new DataAddress(DataAddressKind.StandardInput, text, null);
        foreach (string name in NamedSet.Names)
        {
            if (text == name) return new DataAddress(DataAddressKind.NamedSet, name, null);
            if (!text.StartsWith(name + ":", StringComparison.Ordinal)) continue;
            string part = text[(name.Length + 1)..];
            return part is NamedSet.Train or NamedSet.Test
                ? new DataAddress(DataAddressKind.NamedSet, name, part)
                : throw NamedSet.UnknownPart(name, part);
        }

        int mark = text.LastIndexOf('#');
        // A '#' may belong to the name of a file or folder: then it is there under the whole text.
        if (mark <= 0 || Path.Exists(text)) return new DataAddress(DataAddressKind.File, text, null);
        if (mark == text.Length - 1)
            throw new InputException("The data address names no part.", text, rule: "FILE#part", remedy: "leave out the # for the whole file");
        return new DataAddress(DataAddressKind.File, text[..mark], text[(mark + 1)..]);
    }

    /// <summary>The same address; a named set without a part gets the given one. Training verbs give "train", all others "test".</summary>
    /// <param name="part">"train" or "test".</param>
    public DataAddress WithDefaultPart(string part) =>
        Kind == DataAddressKind.NamedSet && Part is null ? new DataAddress(Kind, Location, part) : this;

    /// <summary>The address as it is written.</summary>
    public override string ToString() => Part is null ? Location : Location + (Kind == DataAddressKind.NamedSet ? ":" : "#") + Part;
}
