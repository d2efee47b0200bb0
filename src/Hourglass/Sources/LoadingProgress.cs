namespace Hourglass.Sources;

/// <summary>How far the loading of data is, where it may take long.</summary>
/// <param name="Work">What is being done.</param>
/// <param name="Name">The address that is downloaded, or the folder whose pictures are decoded.</param>
/// <param name="Done">Bytes that have arrived, or pictures that are decoded. Several threads report: a number may come after a larger one.</param>
/// <param name="Total">Bytes that the server announced, or all pictures; null when it is not known.</param>
public readonly record struct LoadingProgress(LoadingWork Work, string Name, long Done, long? Total);

/// <summary>What takes long in loading.</summary>
public enum LoadingWork
{
    /// <summary>A download; counted in bytes.</summary>
    Download,

    /// <summary>Decoding the pictures of a folder; counted in pictures.</summary>
    Decoding,
}
