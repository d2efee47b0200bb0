using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hourglass.Errors;

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
        T part = (T)(settings.Deserialize(options.GetTypeInfo(type)) ?? throw new JsonException($"A {what} cannot be null."));
        CompleteSettings.Require($"{what} '{name}'", options.GetTypeInfo(type), settings);
        return part;
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">The part has no name, or a setting called <c>kind</c>.</exception>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        Type type = value.GetType();
        string name = types.FirstOrDefault(pair => pair.Value == type).Key ?? throw new InputException(
            $"The {what} has no name in the catalog, so that no model file can hold it.", type.Name, null, $"a {what} that is trained is named in the autoencoder's catalog",
            $"name it: Catalog yours = Catalog.Default.With<{type.Name}>(\"its-name\", YourJson.Default), and give that catalog to the autoencoder: with {{ Catalog = yours }}");
        JsonTypeInfo settings = options.GetTypeInfo(type);
        var named = new JsonObject { [Kind] = name };
        foreach ((string key, JsonNode? setting) in JsonSerializer.SerializeToNode(value, settings)!.AsObject())
        {
            if (key != Kind) named[key] = setting?.DeepClone();
            else RequireNoSetting(settings);
        }

        named.WriteTo(writer, options);
    }

    // What cannot be set, such as a layer's description overridden without [JsonIgnore], is no setting and may be left out.
    private void RequireNoSetting(JsonTypeInfo settings)
    {
        if (settings.Properties.Any(property => property.Name == Kind && (property.Set is not null || property.AssociatedParameter is not null)))
        {
            throw new InputException(
                $"The {what} cannot be written to a model file.", settings.Type.Name, $"a setting called '{Kind}'", $"in model files '{Kind}' is the name of the {what} itself",
                "call the setting something else, or give it another name there: [property: JsonPropertyName(\"variety\")]");
        }
    }
}
