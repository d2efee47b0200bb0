using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Hourglass.Artifacts;

/// <summary>
/// The rule that a file states every setting whose absence cannot be told from a value: one that is left out would be read as 0 or null, not as
/// its default. Settings that may be null may be left out, so a later version can add such.
/// </summary>
internal static class CompleteSettings
{
    /// <summary>Checks some settings.</summary>
    /// <param name="what">What they belong to, for the message.</param>
    /// <param name="type">What they are read as.</param>
    /// <param name="settings">As they stand in the file.</param>
    /// <exception cref="JsonException">One is missing.</exception>
    public static void Require(string what, JsonTypeInfo type, JsonObject settings)
    {
        JsonPropertyInfo? missing = type.Properties.FirstOrDefault(
            property => property.Set is not null && !settings.ContainsKey(property.Name) && !property.IsSetNullable && Nullable.GetUnderlyingType(property.PropertyType) is null);
        if (missing is not null) throw new JsonException($"The {what} has no setting '{missing.Name}'.");
    }
}
