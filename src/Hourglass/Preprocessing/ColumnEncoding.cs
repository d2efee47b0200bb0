using System.Text.Json.Serialization;
using Hourglass.Data;

namespace Hourglass.Preprocessing;

/// <summary>
/// How a column of a table becomes features, numbers of about the size of 1 that a network learns well from, and back. Fitted to training rows and
/// stored in the recipe of the model file.
/// </summary>
/// <param name="Column">The column, with the texts of categories that were frequent enough in training.</param>
/// <param name="HasMissing">Whether values were missing in training: then a feature of its own says so.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "encoding")]
[JsonDerivedType(typeof(NumberEncoding), "number")]
[JsonDerivedType(typeof(CategoryEncoding), "category")]
[JsonDerivedType(typeof(TimeEncoding), "time")]
public abstract record ColumnEncoding(TableColumn Column, bool HasMissing)
{
    /// <summary>What the features are called, for messages: at least one.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> FeatureNames { get; }

    /// <summary>Writes the features of a value: NaN where nothing is known of one.</summary>
    /// <param name="value">The value of a row; of a category the feature that <see cref="FeaturesOf"/> gave for it; NaN where it is missing.</param>
    /// <param name="features">Takes them; as many as there are names.</param>
    public abstract void Encode(float value, Span<float> features);

    /// <summary>The value that some features stand for.</summary>
    /// <param name="features">As many as there are names.</param>
    /// <returns>A value of <see cref="Column"/>; NaN where it is missing; of a category that is none of the known ones their number.</returns>
    public abstract float Decode(ReadOnlySpan<float> features);

    /// <summary>For categories: the feature that each text of some other column stands for. Null (default) for columns whose values are what they are.</summary>
    /// <param name="given">A column of the same name in other data.</param>
    public virtual int[]? FeaturesOf(TableColumn given) => null;

    /// <summary>Makes sure that what a file said makes sense.</summary>
    /// <exception cref="FormatException">It does not.</exception>
    internal abstract void RequireSound();

    /// <summary>Fits the encoding of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="values">Its values in some training rows; NaN where one is missing. Put in order.</param>
    /// <param name="numbers">How numbers are scaled.</param>
    internal static ColumnEncoding Fit(TableColumn column, Span<float> values, ScalingKind numbers)
    {
        values.Sort();

        // NaN sorts before every number.
        int missing = 0;
        while (missing < values.Length && float.IsNaN(values[missing])) missing++;
        ReadOnlySpan<float> present = values[missing..];
        return column.Kind switch
        {
            ColumnKind.Number => NumberEncoding.Fit(column, missing > 0, present, numbers),
            ColumnKind.Category or ColumnKind.Boolean => CategoryEncoding.Fit(column, missing > 0, present),
            ColumnKind.Time => TimeEncoding.Fit(column, missing > 0, present),
            _ => throw new ArgumentOutOfRangeException(nameof(column), column.Kind, "no input"),
        };
    }

    /// <summary>The name of the feature that tells of missing values, where there is one.</summary>
    private protected string[] MissingName => HasMissing ? [$"{Column.Name} is missing"] : [];

    /// <summary>Says in the last feature whether the value is missing, where there is such a feature.</summary>
    private protected void SayMissing(bool isMissing, Span<float> features)
    {
        if (HasMissing) features[^1] = isMissing ? 1 : 0;
    }

    /// <summary>Whether the features say that the value is missing.</summary>
    private protected bool IsMissing(ReadOnlySpan<float> features) => HasMissing && features[^1] > 0.5f;
}
