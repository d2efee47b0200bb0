using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Hourglass.Artifacts;

/// <summary>
/// Writes a part of a model (a layer, a likelihood, ...) as its settings under the name it has in a catalog, <c>{"kind": "dense", ...}</c>,
/// and reads it back by that name: a file can only name what the catalog holds.
/// </summary>
/// <typeparam name="T">The kind of part.</typeparam>
/// <param name="what">What to call it in errors.</param>
/// <param name="types">Names and types.</param>
public sealed class PartConverter<T>(string what, IReadOnlyDictionary<string, Type> types) : JsonConverter<T> where T : class
{
    private const string Kind = "kind";

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject settings) throw new JsonException($"A {what} is a JSON object.");
        string? name = settings[Kind]?.GetValueKind() == JsonValueKind.String ? settings[Kind]!.GetValue<string>() : null;
        if (name is null || !types.TryGetValue(name, out Type? type)) throw new JsonException($"There is no {what} '{name}'.");
        settings.Remove(Kind);
        return (T)(settings.Deserialize(options.GetTypeInfo(type)) ?? throw new JsonException($"A {what} cannot be null."));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        string name = types.FirstOrDefault(pair => pair.Value == value.GetType()).Key
            ?? throw new JsonException($"The {what} {value.GetType().Name} has no name: add it with Catalog.Default.With(...).");
        var named = new JsonObject { [Kind] = name };
        foreach ((string key, JsonNode? setting) in JsonSerializer.SerializeToNode(value, options.GetTypeInfo(value.GetType()))!.AsObject())
            named[key] = setting?.DeepClone();
        named.WriteTo(writer, options);
    }
}
