using Hourglass.Sources;

namespace Hourglass.Cli.Terminal;

/// <summary>Says what is being downloaded, once for each file.</summary>
internal sealed class DownloadDisplay(Session session) : IProgress<DownloadProgress>
{
    private Uri? _address;

    public void Report(DownloadProgress value)
    {
        if (value.Address == _address) return;
        _address = value.Address;
        session.Note($"Downloading {value.Address}" + (value.TotalBytes is { } bytes ? $" ({Figures.Bytes(bytes)})" : "") + " ...");
    }
}
