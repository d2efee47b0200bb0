using System.Runtime.ExceptionServices;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Sources;

/// <summary>The pictures in a folder and below it, decoded by several threads. What is wrong with a file is noted, and the others go on.</summary>
internal sealed class FolderDecoding
{
    private readonly string _folder;
    private readonly IReadOnlyList<Reader> _readers;
    private readonly IProgress<LoadingProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly PictureHeader[] _headers;
    private readonly string?[] _leftOut;

    /// <summary>Finds the files and reads their headers.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="readers">The formats.</param>
    /// <param name="progress">Told how many pictures are decoded, or null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InputException">There is no picture at all.</exception>
    public FolderDecoding(string folder, IReadOnlyList<Reader> readers, IProgress<LoadingProgress>? progress, CancellationToken cancellationToken)
    {
        (_folder, _readers, _progress, _cancellationToken) = (folder, readers, progress, cancellationToken);
        Files = FolderFiles.Of(folder);
        (_headers, _leftOut) = (new PictureHeader[Files.Count], new string?[Files.Count]);
        ForEach([.. Enumerable.Range(0, Files.Count)], i => _headers[i] = Open(i, (reader, stream) => reader.ReadHeader(stream, Files[i])));
        RequireSome();
    }

    /// <summary>All files, in the order of their paths.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Numbers of the files that are pictures, as far as is known.</summary>
    public IReadOnlyList<int> Sound => [.. Enumerable.Range(0, Files.Count).Where(i => _leftOut[i] is null)];

    /// <summary>Files that are left out, and why.</summary>
    public IReadOnlyList<(string Name, string Reason)> LeftOut =>
        [.. Files.Zip(_leftOut).Where(file => file.Second is not null).Select(file => (file.First, file.Second!))];

    /// <summary>What the header of a sound file says.</summary>
    public PictureHeader Header(int file) => _headers[file];

    /// <summary>Leaves a file out.</summary>
    public void LeaveOut(int file, string reason) => _leftOut[file] = reason;

    /// <summary>Decodes every picture once. Damaged ones are no longer <see cref="Sound"/> afterwards.</summary>
    /// <param name="form">What they will be brought to, as for <see cref="PictureFileReader.Decode"/>.</param>
    /// <param name="take">Given the number of a file and its picture, by several threads.</param>
    /// <exception cref="InputException">None could be decoded.</exception>
    public void Decode(PictureForm form, Action<int, Picture> take)
    {
        IReadOnlyList<int> sound = Sound;
        long done = 0;
        ForEach(sound, i =>
        {
            take(i, Open(i, (reader, stream) => reader.Decode(stream, Files[i], form)));
            _progress?.Report(new LoadingProgress(LoadingWork.Decoding, _folder, Interlocked.Increment(ref done), sound.Count));
        });
        RequireSome();
    }

    private void RequireSome()
    {
        if (Sound.Count == 0) throw FolderFiles.NoPicture(_folder, LeftOut);
    }

    private void ForEach(IReadOnlyList<int> files, Action<int> work)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = _cancellationToken };
        try
        {
            Parallel.ForEach(files, parallel, i =>
            {
                try
                {
                    FolderFiles.RequireContent(Files[i]);
                    work(i);
                }
                catch (InputException unreadable)
                {
                    _leftOut[i] = unreadable.Found is null ? unreadable.What : $"{unreadable.What} ({unreadable.Found})";
                }
            });
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }

    private T Open<T>(int file, Func<PictureFileReader, Stream, T> read) => DataFile.Open(
        Files[file], stream => DataFile.Unpack(
            stream, Files[file], _readers,
            (reader, content) => reader is PictureFileReader pictures ? read(pictures, content) : throw new InputException("This is no picture.", Files[file], $"it reads as {reader.Name}")));
}
