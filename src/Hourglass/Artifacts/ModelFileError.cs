using System.Text.Json;
using Hourglass.Errors;

namespace Hourglass.Artifacts;

/// <summary>What every way in which a sound container can hold something senseless looks like to a user.</summary>
internal static class ModelFileError
{
    /// <summary>Reads from a container.</summary>
    /// <param name="name">What to call the file.</param>
    /// <param name="read">Reads; what it throws for senseless content is explained.</param>
    /// <exception cref="InputException">The content makes no sense.</exception>
    public static T Explain<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException or OverflowException or NotSupportedException or FormatException or KeyNotFoundException)
        {
            throw new InputException(
                "The model file cannot be understood.", name, failure.Message.ReplaceLineEndings(" "), "a recipe of format 1 with parts that the catalog knows",
                "load it with the catalog it was made with, or train it again", failure);
        }
    }
}
