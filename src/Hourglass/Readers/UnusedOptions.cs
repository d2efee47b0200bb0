using Hourglass.Errors;

namespace Hourglass.Readers;

/// <summary>For formats that hold one array without names: options that ask for parts, labels or columns cannot be met.</summary>
internal static class UnusedOptions
{
    internal static void Refuse(ReadOptions options, string name, string format)
    {
        if (options.Part is not null)
            throw new InputException("The file has no parts.", name, $"#{options.Part}", $"{format} files hold one array", "leave out #...");
        if (options.Label is not null)
            throw new InputException(
                "There is no such label.", name, options.Label, $"{format} files have no label column", "give the name of a file of labels");
        if (options.Ignore.Count > 0)
            throw new InputException(
                "There is no such column to ignore.", name, string.Join(", ", options.Ignore), $"the columns of {format} files have no names", "leave out --ignore");
    }
}
