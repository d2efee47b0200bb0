using System.Diagnostics;
using Hourglass.Sources;

namespace Hourglass.Cli.Terminal;

/// <summary>
/// Says what is being downloaded, once for each file, and how many pictures of a folder are decoded: in one line that is redrawn and goes away on a
/// terminal, in a line now and then elsewhere, not at all with <c>--quiet</c> or <c>--json</c>. Pictures that are read soon are not worth a line.
/// </summary>
internal sealed class LoadingDisplay(Session session) : IProgress<LoadingProgress>, IDisposable
{
    private static readonly TimeSpan Redrawing = TimeSpan.FromSeconds(0.2), LongSilence = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private string? _address;
    private TimeSpan _last;
    private bool _isDrawn;

    /// <summary>How long nothing is said; less in tests.</summary>
    public TimeSpan Silence { get; init; } = session.ShowsProgress ? Redrawing : LongSilence;

    public void Report(LoadingProgress value)
    {
        lock (_lock)
        {
            if (value.Work == LoadingWork.Decoding) SayDecoded(value);
            else if (value.Name != _address) session.Note($"Downloading {_address = value.Name}" + (value.Total is { } bytes ? $" ({Figures.Bytes(bytes)})" : "") + " ...");
        }
    }

    /// <summary>Takes a drawn line away.</summary>
    public void Dispose()
    {
        if (_isDrawn) session.Error.Write("\r\e[K");
        _isDrawn = false;
    }

    private void SayDecoded(LoadingProgress value)
    {
        if (session.IsQuiet || session.IsJson || _time.Elapsed - _last < Silence) return;
        _last = _time.Elapsed;
        string line = $"Reading {value.Name}: {Figures.Count(value.Done)} of {Figures.Count(value.Total!.Value, "picture")}";
        if (!session.ShowsProgress) session.Note(line);
        else
        {
            session.Error.Write($"\r{(line.Length < session.Width ? line : line[..(session.Width - 1)])}\e[K");
            _isDrawn = true;
        }
    }
}
