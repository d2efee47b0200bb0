using Hourglass.Artifacts;
using Hourglass.Errors;

namespace Hourglass.Tests.Artifacts;

public class AtomicFileTests
{
    [Fact]
    public void A_file_is_written_and_replaced()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.txt");
        AtomicFile.Write(path, stream => stream.Write("one, long"u8));
        AtomicFile.Write(path, stream => stream.Write("two"u8));
        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void What_a_killed_process_left_behind_is_removed_unless_somebody_may_still_write_it()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.txt");
        string[] names = [.. Enumerable.Range(0, 3).Select(_ => $"{path}.{Guid.NewGuid():N}.tmp"), folder.File("a.txt.notes.tmp"), folder.File($"b.txt.{Guid.NewGuid():N}.tmp")];

        // More than one that may go: in whatever order the folder lists them, some come after the one that is still written.
        string[] abandoned = [.. Enumerable.Range(0, 20).Select(_ => $"{path}.{Guid.NewGuid():N}.tmp")];
        foreach (string name in (string[])[.. names, .. abandoned]) File.WriteAllText(name, "half");
        foreach (string name in (string[])[.. names.Where((_, index) => index != 1), .. abandoned]) File.SetLastWriteTimeUtc(name, DateTime.UtcNow.AddHours(-1));
        using var writer = new FileStream(names[2], FileMode.Open, FileAccess.ReadWrite, FileShare.Delete);
        AtomicFile.RequireWritable(path);
        Assert.Equal(names[1..].Order(), Directory.GetFiles(folder.Path).Order());
    }

    [Theory]
    [InlineData(28, typeof(WorkFailedException), "disk is full")]
    [InlineData(5, typeof(WorkFailedException), "could not be written")]
    public void When_the_disk_fails_half_way_the_old_file_is_whole(int code, Type kind, string says)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.txt");
        File.WriteAllText(path, "old");
        var error = Assert.Throws(kind, () => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("from the disk", code);
        }));
        Assert.Contains(says, error.Message);
        Assert.Contains(path, error.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_failure_of_the_writer_itself_passes_through_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(folder.File("a"), _ => throw new OperationCanceledException()));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_full_device_says_that_the_disk_is_full()
    {
        if (!File.Exists("/dev/full")) return; // only Linux has one
        var error = Assert.Throws<WorkFailedException>(() => AtomicFile.Write("/dev/full", stream => stream.Write(new byte[100_000])));
        Assert.Contains("disk is full", error.Message);
        Assert.True(File.Exists("/dev/full"));
    }

    [Fact]
    public void A_target_that_cannot_be_is_named_with_its_remedy()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        foreach (string path in (string[])[folder.Path, folder.File("none/a"), folder.File("file/a"), ""])
        {
            var error = Assert.Throws<InputException>(() => AtomicFile.Write(path, _ => { }));
            Assert.Contains("remedy:", error.Message);
        }
    }

    [Fact]
    public void A_write_protected_file_or_folder_is_respected()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.txt");
        File.WriteAllText(path, "old");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        if (File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly)) // the superuser is not bound by it
        {
            Assert.Throws<InputException>(() => AtomicFile.Write(path, _ => { }));
            Assert.Equal("old", File.ReadAllText(path));
        }

        File.SetAttributes(path, FileAttributes.Normal);
        if (Directory.Exists("/proc/self")) Assert.Throws<InputException>(() => AtomicFile.Write("/proc/a.txt", _ => { })); // nobody can write there
    }

    [Fact]
    public void A_link_stays_and_its_target_is_replaced()
    {
        if (OperatingSystem.IsWindows()) return; // links need a privilege there
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("target"), "old");
        File.SetUnixFileMode(folder.File("target"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(folder.File("link"), "target");
        AtomicFile.Write(folder.File("link"), stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(folder.File("target")));
        Assert.NotNull(new FileInfo(folder.File("link")).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("target")));
    }
}
