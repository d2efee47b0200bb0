namespace Hourglass.Sources;

/// <summary>How far a download is.</summary>
/// <param name="Address">What is being downloaded.</param>
/// <param name="Bytes">The bytes that have arrived.</param>
/// <param name="TotalBytes">The bytes the server announced, or null.</param>
public readonly record struct DownloadProgress(Uri Address, long Bytes, long? TotalBytes);
