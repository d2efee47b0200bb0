using Hourglass.Artifacts;
using Hourglass.Errors;

namespace Hourglass.Cli.Options;

/// <summary>The files that a verb is going to write, looked at before it begins: nothing is lost to a wrong name.</summary>
internal static class OutputFiles
{
    private const string StandardStream = "-";

    /// <summary>Makes sure that each can be written, that no two are one file, and that none is an input.</summary>
    /// <param name="outputs">The option of each, and its file; null when it was left out.</param>
    /// <param name="inputs">Files and other addresses that are read.</param>
    /// <exception cref="InputException">A name cannot be used.</exception>
    public static void Require(IReadOnlyList<(string Option, string? File)> outputs, params IReadOnlyList<string?> inputs)
    {
        (string Option, string File)[] files = [.. outputs.Where(output => output.File is not (null or StandardStream)).Select(output => (output.Option, output.File!))];
        for (int i = 0; i < files.Length; i++)
        {
            AtomicFile.RequireWritable(files[i].File);
            foreach ((string option, string file) in files[..i])
            {
                if (AtomicFile.IsSameFile(file, files[i].File))
                    throw new InputException("Two outputs are one file.", $"{option}, {files[i].Option}", files[i].File, "each output is a file of its own", "choose another name for one of them");
            }

            foreach (string? input in inputs)
            {
                // An address may name a part behind '#'; a named set or standard input is no file.
                string? read = input is not null && File.Exists(input) ? input : input?.Split('#')[0];
                if (read is not null && File.Exists(read) && AtomicFile.IsSameFile(read, files[i].File))
                    throw new InputException("The output would overwrite an input.", files[i].Option, files[i].File, "inputs stay as they are", "choose another name for the output");
            }
        }
    }
}
