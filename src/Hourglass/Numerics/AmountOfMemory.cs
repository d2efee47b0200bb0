namespace Hourglass.Numerics;

/// <summary>An amount of memory as a person reads it, the same wherever one is told: in units of a thousand.</summary>
public static class AmountOfMemory
{
    /// <summary>"64 bytes", "12 KB", "129.7 MB", "1.3 GB".</summary>
    /// <param name="bytes">0 or more.</param>
    // Each limit is where the nearest number would need a digit more: 999,500 bytes are 1.0 MB, not 1000 KB.
    public static string Text(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} bytes",
        < 999_500 => FormattableString.Invariant($"{bytes / 1e3:0} KB"),
        < 999_950_000 => FormattableString.Invariant($"{bytes / 1e6:0.0} MB"),
        _ => FormattableString.Invariant($"{bytes / 1e9:0.0} GB"),
    };
}
