using System.Text.Json.Serialization;
using Hourglass;

namespace Outsider;

/// <summary>What Hourglass comes with, and what this project adds.</summary>
public static class OutsideCatalog
{
    public static Catalog Catalog { get; } = Catalog.Default
        .With<GatedDense>("gated-dense", OutsideJson.Default)
        .With<SqueezeAndExcitation>("squeeze-and-excitation", OutsideJson.Default)
        .With<LogCosh>("log-cosh", OutsideJson.Default)
        .With<SubspaceAutoencoder>("subspace", OutsideJson.Default)
        .With(new ArchitectureEntry("subspace", "one matrix and its transpose: principal components, learnt", options => new SubspaceAutoencoder(options.Code)))
        .With(new PgmReader());
}

/// <summary>How the settings of these parts are written in model files, made at compile time.</summary>
[JsonSerializable(typeof(GatedDense))]
[JsonSerializable(typeof(SqueezeAndExcitation))]
[JsonSerializable(typeof(LogCosh))]
[JsonSerializable(typeof(SubspaceAutoencoder))]
internal sealed partial class OutsideJson : JsonSerializerContext;
