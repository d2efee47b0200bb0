using System.Collections.Concurrent;
using Hourglass.Errors;

namespace Hourglass.Artifacts;

/// <summary>
/// Writes files so that at every moment either the whole old file or the whole new one is there: into a temporary file in the same folder,
/// flushed to the disk, renamed over the target. On any failure, and when the process exits in the middle, the old file is untouched and
/// no temporary file stays behind; only a process that is killed leaves one, which <see cref="RequireWritable"/> removes later.
/// </summary>
public static class AtomicFile
{
    private const int NoSpaceOnUnix = 28, QuotaOnUnix = 122, NoSpaceOnWindows = unchecked((int)0x80070070);
    private const string Ending = ".tmp";
    private const string Untouched = "a file that was there before is still whole";
    private static readonly TimeSpan OldEnough = TimeSpan.FromMinutes(10);
    private static readonly ConcurrentDictionary<string, bool> Unfinished = [];

    static AtomicFile() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        foreach (string temporary in Unfinished.Keys) Remove(temporary);
    };

    /// <summary>Writes a file.</summary>
    /// <param name="path">
    /// The file; a symbolic link is followed; a device such as <c>/dev/stdout</c> is written directly, for it cannot be replaced.
    /// </param>
    /// <param name="write">
    /// Writes the whole content into a stream that can seek (unless the path is a device). What it throws passes through, but for
    /// <see cref="IOException"/>, which is taken for a failure of the disk.
    /// </param>
    /// <exception cref="InputException">The folder does not exist, the path is a folder, or the folder or file may not be written.</exception>
    /// <exception cref="WorkFailedException">The disk is full or failed.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (IsDevice(path))
        {
            WriteDevice(path, write);
            return;
        }

        string target = WritableTarget(path);
        string temporary = $"{target}.{Guid.NewGuid():N}{Ending}";
        Unfinished[temporary] = true;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception error)
        {
            Remove(temporary);
            if (Explain(path, error) is { } explained) throw explained;
            throw;
        }
        finally
        {
            Unfinished.TryRemove(temporary, out _);
        }
    }

    /// <summary>
    /// Makes sure, before hours of work, that a file can be written: its folder is there and takes new files, and nothing write-protected is in the way.
    /// What killed processes left half written in its place is removed.
    /// </summary>
    /// <exception cref="InputException">It cannot.</exception>
    /// <exception cref="WorkFailedException">The disk is full or failed.</exception>
    public static void RequireWritable(string path)
    {
        if (IsDevice(path)) return;
        string target = WritableTarget(path), probe = $"{target}.{Guid.NewGuid():N}{Ending}";
        try
        {
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception error) when (Explain(path, error) is { } explained)
        {
            throw explained;
        }

        RemoveLeftovers(target);
    }

    /// <summary>Whether two paths name one file, links followed.</summary>
    public static bool IsSameFile(string left, string right) => !IsDevice(left) && !IsDevice(right) && Target(left) == Target(right);

    private static string WritableTarget(string path)
    {
        string target = Target(path);
        if (Directory.Exists(target)) throw new InputException("The output is a folder.", path, remedy: "name a file in it");
        if (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            throw new InputException(
                "The output's folder does not exist.", path, remedy: $"create the folder: mkdir -p '{Path.GetDirectoryName(target)}'");
        }

        if (File.Exists(target) && File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly))
            throw new InputException("The output file is write-protected.", path, remedy: "choose another name, or allow writing to it");
        return target;
    }

    private static string Target(string path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new InputException("The output has no name.", found: "an empty path", remedy: "name a file");
        try
        {
            string full = Path.GetFullPath(path);
            return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException(
                "The output's path cannot be followed.", path, error.Message, remedy: "check the path and its links", cause: error);
        }
    }

    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows()
        && path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static void WriteDevice(string path, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(stream);
            stream.Flush();
        }
        catch (Exception error) when (Explain(path, error) is { } explained)
        {
            throw explained;
        }
    }

    // A process that still writes holds a lock, which ends with it; between its last byte and the renaming it holds none, but then the file is young.
    private static void RemoveLeftovers(string target)
    {
        string start = Path.GetFileName(target) + ".";
        try
        {
            foreach (string file in Directory.GetFiles(Path.GetDirectoryName(target)!, "*" + Ending))
            {
                string name = Path.GetFileName(file);
                if (name.StartsWith(start, StringComparison.Ordinal) && Guid.TryParseExact(name[start.Length..^Ending.Length], "N", out _)) RemoveLeftover(file);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder that may be written but not listed: what lies in it is in nobody's way.
        }
    }

    private static void RemoveLeftover(string file)
    {
        try
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(file) < OldEnough) return;
            using var alone = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // In use, or not to be touched by us: it stays, and is in nobody's way.
        }
    }

    private static HourglassException? Explain(string path, Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException =>
            new InputException("The output cannot be created.", path, error.Message, remedy: "choose another folder", cause: error),
        UnauthorizedAccessException =>
            new InputException("The output may not be written.", path, error.Message, remedy: "choose a folder you may write to", cause: error),
        IOException { HResult: NoSpaceOnUnix or QuotaOnUnix or NoSpaceOnWindows } =>
            new WorkFailedException("The disk is full.", path, remedy: $"free some space, or write to another disk; {Untouched}", cause: error),
        IOException =>
            new WorkFailedException(
                "The output could not be written.", path, error.Message, remedy: $"check the disk, or write to another; {Untouched}", cause: error),
        _ => null,
    };

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; a disk that cannot even delete will be named by it.
        }
    }
}
