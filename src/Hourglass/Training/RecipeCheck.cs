using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hourglass.Errors;

namespace Hourglass.Training;

/// <summary>Whether settings can be written to a model file and come back the same: asked before a training, not when its result is saved.</summary>
internal static class RecipeCheck
{
    /// <summary>Writes and reads settings, and compares.</summary>
    /// <param name="settings">What a recipe will hold.</param>
    /// <param name="json">How the catalog writes and reads it.</param>
    /// <exception cref="InputException">A part has no name in the catalog, or a setting of it cannot be written, is not read back, or changes on the way.</exception>
    public static void Require<T>(T settings, JsonSerializerOptions json)
    {
        string written, again;
        try
        {
            var type = (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T));
            written = JsonSerializer.Serialize(settings, type);
            again = JsonSerializer.Serialize(JsonSerializer.Deserialize(written, type)!, type);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw Unfit(failure.Message.ReplaceLineEndings(" "), failure);
        }

        if (written == again) return;
        (string before, string after) = Lines(written).Zip(Lines(again)).First(pair => pair.First != pair.Second);
        throw Unfit($"{before}, which comes back as {after}");
    }

    private static IEnumerable<string> Lines(string json) => json.Split('\n').Select(line => line.Trim().TrimEnd(','));

    private static InputException Unfit(string found, Exception? cause = null) => new(
        "A setting would be lost in the model file.", "the settings of the autoencoder and of its training", found, "every setting is written to a model file and read back the same",
        "make it a constructor parameter or an init property, of a type that JSON can hold", cause);
}
