using Hourglass.Errors;

namespace Hourglass.Artifacts;

/// <summary>Opens a file for reading and says plainly why it cannot be.</summary>
internal static class InputFile
{
    /// <summary>The file as a stream with a length; what comes through a pipe is taken into memory first.</summary>
    /// <exception cref="InputException">There is no such file, it is a folder, or it may not be read.</exception>
    public static Stream Open(string path)
    {
        if (Directory.Exists(path)) throw new InputException("A folder was given where a file is expected.", path, remedy: "name a file in it");
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            if (file.CanSeek) return file;
            using (file)
            {
                var memory = new MemoryStream();
                file.CopyTo(memory);
                memory.Position = 0;
                return memory;
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException("The file does not exist.", path, remedy: "check the spelling and the folder", cause: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                "The file cannot be read.", path, error.Message, remedy: "check who may read it and whether another program holds it", cause: error);
        }
    }
}
