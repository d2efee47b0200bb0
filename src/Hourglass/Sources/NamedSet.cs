using Hourglass.Errors;

namespace Hourglass.Sources;

/// <summary>The words for sets with a name and their parts.</summary>
public static class NamedSet
{
    /// <summary>The part to train on.</summary>
    public const string Train = "train";

    /// <summary>The part to judge on.</summary>
    public const string Test = "test";

    /// <summary>The sets with a name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["digits", "mnist", "fashion-mnist"];

    internal static InputException UnknownPart(string name, string part) =>
        new($"The set '{name}' has no such part.", found: $"'{part}'", rule: "train or test", remedy: $"write {name}:train or {name}:test");
}
