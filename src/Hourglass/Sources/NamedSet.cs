using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Sources;

/// <summary>A set with a name: built in, found on this machine, or downloaded. Each has a part to train on and a part to judge on.</summary>
/// <param name="Name">Its name, as it is written on the command line.</param>
/// <param name="Load">Loads a part, <see cref="Train"/> or <see cref="Test"/>, or all of it for null where the set allows that.</param>
public sealed record NamedSet(string Name, NamedSetLoading Load)
{
    /// <summary>The part to train on.</summary>
    public const string Train = "train";

    /// <summary>The part to judge on.</summary>
    public const string Test = "test";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedSet> All { get; } =
    [
        new("digits", (part, _, _, _) => Digits.Load(part)),
        new("breast-cancer", (part, _, _, _) => BreastCancer.Load(part)),
        new("mnist", (part, folders, progress, cancellation) => ImageSetFiles.Load(ImageSet.Mnist, part ?? Train, folders, progress, cancellation)),
        new("fashion-mnist", (part, folders, progress, cancellation) => ImageSetFiles.Load(ImageSet.FashionMnist, part ?? Train, folders, progress, cancellation)),
    ];

    /// <summary>The names of all sets, those of texts among them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(set => set.Name), .. NamedText.All.Select(text => text.Name)];

    internal static InputException UnknownPart(string name, string part) =>
        new($"The set '{name}' has no such part.", found: $"'{part}'", rule: "train or test", remedy: $"write {name}:train or {name}:test");
}

/// <summary>Loads a part of a named set.</summary>
/// <param name="part">"train", "test" or null.</param>
/// <param name="folders">Where files are looked for, and where downloads go.</param>
/// <param name="progress">Told of the bytes of a download, or null.</param>
/// <param name="cancellationToken">Ends a download.</param>
public delegate DataSet NamedSetLoading(string? part, DataFolders folders, IProgress<LoadingProgress>? progress, CancellationToken cancellationToken);
