using System.Collections.Immutable;
using Hourglass.Errors;

namespace Hourglass.Sources;

/// <summary>The files in a folder and below it. Links to folders are followed, but not into a folder that they lie in: that would have no end.</summary>
internal static class FolderFiles
{
    private static readonly EnumerationOptions OneFolder = new();

    /// <summary>Their paths, each beginning with that of the folder, in order.</summary>
    public static string[] Of(string folder)
    {
        var paths = new List<string>();
        Collect(folder, [RealPath(folder)], paths);
        return [.. paths.Order(StringComparer.Ordinal)];
    }

    /// <summary>Refuses what would not end when it is opened, such as a pipe: it has no length, as an empty file.</summary>
    /// <exception cref="InputException">There is nothing in it.</exception>
    public static void RequireContent(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: 0 }) throw new InputException("The file is empty.", path, "0 bytes, or no file but a pipe");
    }

    /// <summary>What is said of a folder without a picture.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="leftOut">What was found in it instead, and why it is none.</param>
    public static InputException NoPicture(string folder, IReadOnlyList<(string Name, string Reason)> leftOut) => new(
        "The folder has no picture.", folder, leftOut.Count == 0 ? "no file" : $"{leftOut.Count} files; of '{leftOut[0].Name}': {leftOut[0].Reason}",
        "PNG, JPEG, WebP, GIF or BMP files, in it or below it", "check the path");

    // A folder is read under its real path, the last of those around what is in it, for that is what links in it count from.
    private static void Collect(string folder, ImmutableArray<string> around, List<string> paths)
    {
        paths.AddRange(Directory.EnumerateFiles(around[^1], "*", OneFolder).Select(file => Path.Join(folder, Path.GetFileName(file))));
        foreach (string below in Directory.EnumerateDirectories(around[^1], "*", OneFolder))
        {
            string real = RealPath(below);
            if (!around.Contains(real)) Collect(Path.Join(folder, Path.GetFileName(below)), around.Add(real), paths);
        }
    }

    private static string RealPath(string folder)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Directory.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? Path.TrimEndingDirectorySeparator(target.FullName) : path;
    }
}
