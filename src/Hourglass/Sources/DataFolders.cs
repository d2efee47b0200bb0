namespace Hourglass.Sources;

/// <summary>The folders in which named sets are looked for, each set in a folder of its own name below them.</summary>
/// <param name="Searched">The folders, in order.</param>
/// <param name="Cache">The folder that downloads go to; one of those searched.</param>
public sealed record DataFolders(IReadOnlyList<string> Searched, string Cache)
{
    /// <summary>The environment variable that names the first folder to search.</summary>
    public const string Variable = "HOURGLASS_DATA";

    /// <summary>
    /// The folders of this machine: <c>$HOURGLASS_DATA</c>, the user's cache (<c>$XDG_CACHE_HOME/hourglass</c>, <c>~/.cache/hourglass</c> or
    /// <c>%LOCALAPPDATA%\hourglass</c>), <c>/usr/share/datasets</c>.
    /// </summary>
    public static DataFolders OfThisMachine()
    {
        string cache = Path.Combine(CacheRoot(), "hourglass");
        string? own = Environment.GetEnvironmentVariable(Variable);
        return new DataFolders(string.IsNullOrEmpty(own) ? [cache, "/usr/share/datasets"] : [own, cache, "/usr/share/datasets"], cache);
    }

    private static string CacheRoot()
    {
        if (OperatingSystem.IsWindows()) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        string? named = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return string.IsNullOrEmpty(named) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : named;
    }
}
