using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Hourglass.Artifacts;
using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Optimizers;
using Hourglass.Preprocessing;
using Hourglass.Readers;
using Hourglass.Regularisers;
using Hourglass.Training;

namespace Hourglass;

/// <summary>
/// Everything that has a name in model files and on the command line: architectures, layers, losses, penalties, corruptions, optimizers,
/// readers of files, jobs. An immutable value; <c>Catalog.Default.With(...)</c> adds things from outside.
/// </summary>
public sealed partial class Catalog
{
    private readonly IReadOnlyList<CatalogPart> _parts;

    private Catalog(
        IReadOnlyList<CatalogPart> parts, IReadOnlyList<ArchitectureEntry> architectures, IReadOnlyList<Reader> readers, IReadOnlyList<JobEntry> jobs)
    {
        _parts = parts;
        Jobs = jobs;
        Architectures = architectures;
        Readers = readers;
        Json = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            WriteIndented = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. parts.Select(part => part.Json).Distinct()]),
            Converters =
            {
                Converter<AutoencoderModel>("architecture"),
                Converter<Layer>("layer"),
                Converter<Likelihood>("loss"),
                Converter<Regulariser>("regulariser"),
                Converter<Corruption>("corruption"),
                Converter<Optimizer>("optimizer"),
                new JsonStringEnumConverter<ScalingKind>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
                new JsonStringEnumConverter<PictureFit>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
                new JsonStringEnumConverter<Normalisation>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
                new JsonStringEnumConverter<UpsamplingMode>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
                new JsonStringEnumConverter<StopReason>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            },
        };
        Json.MakeReadOnly();
    }

    /// <summary>Architectures that can be asked for by name, with <see cref="ArchitectureOptions"/>.</summary>
    public IReadOnlyList<ArchitectureEntry> Architectures { get; }

    /// <summary>Readers of files, asked in this order.</summary>
    public IReadOnlyList<Reader> Readers { get; }

    /// <summary>The uses that model files are made for.</summary>
    public IReadOnlyList<JobEntry> Jobs { get; }

    /// <summary>How settings are written to and read from model files.</summary>
    public JsonSerializerOptions Json { get; }

    /// <summary>A catalog that also knows a part: an architecture, a layer, a loss, a penalty, a corruption or an optimizer.</summary>
    /// <typeparam name="T">The part: an immutable record of settings.</typeparam>
    /// <param name="name">Its name in model files, not taken yet among its kind: lower-case words joined by hyphens.</param>
    /// <param name="json">Writes and reads its settings: a <see cref="JsonSerializerContext"/> of yours with <c>[JsonSerializable(typeof(T))]</c>.</param>
    /// <exception cref="InputException">The name is taken or no such word, the type has a name already, or <paramref name="json"/> does not know the type.</exception>
    /// <exception cref="ArgumentException">The type is none of the kinds above.</exception>
    public Catalog With<T>(string name, IJsonTypeInfoResolver json) where T : class
    {
        CatalogPart part = new(CatalogPart.KindOf(typeof(T)), CatalogName.Require(name), typeof(T), json);
        if (_parts.Any(known => known.Kind == part.Kind && known.Name == name))
            throw new InputException($"The catalog already has a {part.Kind.Name} of this name.", null, name, "each name once", "choose another name");
        if (_parts.FirstOrDefault(known => known.Type == part.Type) is { } twin)
            throw new InputException($"The catalog already has this {part.Kind.Name}.", part.Type.Name, $"'{name}' after '{twin.Name}'", "each type under one name", "leave one of the names out");
        if (json.GetTypeInfo(part.Type, Json) is null)
        {
            throw new InputException(
                $"The settings of this {part.Kind.Name} cannot be written to model files.", part.Type.Name, $"{json.GetType().Name}, which does not know it",
                "what is given with a name knows the type", $"add [JsonSerializable(typeof({part.Type.Name}))] to {json.GetType().Name}");
        }

        return new([.. _parts, part], Architectures, Readers, Jobs);
    }

    /// <summary>A catalog in which an architecture can also be asked for by name; the architecture itself is added with <see cref="With{T}"/>.</summary>
    /// <exception cref="InputException">The name is taken or not made of lower-case words joined by hyphens.</exception>
    public Catalog With(ArchitectureEntry architecture)
    {
        string name = CatalogName.Require(architecture.Name);
        if (Architectures.Any(known => known.Name == name))
            throw new InputException("An architecture of this name can already be asked for.", null, name, "each name once", "choose another name");
        return new(_parts, [.. Architectures, architecture], Readers, Jobs);
    }

    /// <summary>A catalog that also reads another kind of file. Readers added later are asked first.</summary>
    public Catalog With(Reader reader) => new(_parts, Architectures, [reader, .. Readers], Jobs);

    /// <summary>A catalog that also knows a job.</summary>
    /// <exception cref="InputException">The name is taken or not made of lower-case words joined by hyphens.</exception>
    public Catalog With(JobEntry job)
    {
        string name = CatalogName.Require(job.Name);
        return Jobs.All(known => known.Name != name)
            ? new(_parts, Architectures, Readers, [.. Jobs, job])
            : throw new InputException("The catalog already has a job of this name.", null, name, "each name once", "choose another name");
    }

    /// <summary>The job whose training gives a type.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public JobEntry JobOf<T>() where T : JobModel => Jobs.FirstOrDefault(job => job.Model == typeof(T)) ?? throw new ArgumentException($"The catalog has no job that gives a {typeof(T).Name}.");

    /// <summary>Names of the parts of a kind, for instance of all <see cref="Likelihood"/>s.</summary>
    public IReadOnlyList<string> NamesOf<T>() => [.. _parts.Where(part => part.Kind == typeof(T)).Select(part => part.Name)];

    /// <summary>Types of the parts of a kind.</summary>
    public IReadOnlyList<Type> TypesOf<T>() => [.. _parts.Where(part => part.Kind == typeof(T)).Select(part => part.Type)];

    /// <summary>The name of a part in this catalog.</summary>
    public string NameOf(object part) => _parts.FirstOrDefault(known => known.Type == part.GetType())?.Name ?? part.GetType().Name;

    /// <summary>The architecture of a name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public ArchitectureEntry Architecture(string name) => Architectures.FirstOrDefault(entry => entry.Name == name)
        ?? throw new InputException("The model is not known.", "--model", name, $"one of {string.Join(", ", Architectures.Select(a => a.Name))}", "name one of these");

    private static CatalogPart Part<T>(string name) => new(CatalogPart.KindOf(typeof(T)), name, typeof(T), RecipeJson.Default);

    private PartConverter<T> Converter<T>(string what) where T : class =>
        new(what, _parts.Where(part => part.Kind == typeof(T)).ToDictionary(part => part.Name, part => part.Type));
}

/// <summary>An architecture that can be asked for by name.</summary>
/// <param name="Name">Its name: <c>--model NAME</c>.</param>
/// <param name="Summary">One line on when to use it.</param>
/// <param name="Create">Makes it from options.</param>
public sealed record ArchitectureEntry(string Name, string Summary, Func<ArchitectureOptions, AutoencoderModel> Create);

/// <summary>Names in a catalog.</summary>
internal static partial class CatalogName
{
    /// <summary>The name, when it can be one.</summary>
    public static string Require(string name) => LowerCaseWords().IsMatch(name)
        ? name
        : throw new InputException("The catalog cannot use this name.", null, $"'{name}'", "lower-case words joined by hyphens", "for example my-layer");

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*\\z")]
    private static partial Regex LowerCaseWords();
}

/// <summary>A named part of models.</summary>
internal sealed record CatalogPart(Type Kind, string Name, Type Type, IJsonTypeInfoResolver Json)
{
    private static readonly Type[] Kinds =
        [typeof(AutoencoderModel), typeof(Layer), typeof(Likelihood), typeof(Regulariser), typeof(Corruption), typeof(Optimizer)];

    public static Type KindOf(Type type) => Kinds.FirstOrDefault(kind => kind.IsAssignableFrom(type))
        ?? throw new ArgumentException($"{type.Name} is none of {string.Join(", ", Kinds.Select(kind => kind.Name))}.");
}
