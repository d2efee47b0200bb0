namespace Hourglass.Sources;

/// <summary>The kinds of places data comes from.</summary>
public enum DataAddressKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>Standard input.</summary>
    StandardInput,

    /// <summary>A set with a name: built in, found on this machine, or downloaded.</summary>
    NamedSet,

    /// <summary>A query to a database.</summary>
    Query,
}
