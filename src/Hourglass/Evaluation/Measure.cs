namespace Hourglass.Evaluation;

/// <summary>A measured value with its documented key.</summary>
/// <param name="Key">Its key in JSON documents, in camel case: <c>squaredErrorPerRow</c>.</param>
/// <param name="Name">What it is, in words: "squared error per row".</param>
/// <param name="Value">Shares and probabilities as fractions 0..1, times in seconds, sizes in bytes, information in nats; null when it does not exist here.</param>
public sealed record Measure(string Key, string Name, double? Value)
{
    /// <summary>A word instead of a number, such as the scaling whose units the errors are in; null otherwise.</summary>
    public string? Word { get; init; }

    /// <summary>What the honest rivals reach, shown beside it; none by default.</summary>
    public IReadOnlyList<(string Name, double Value)> Rivals { get; init; } = [];

    /// <summary>The rival where there is one, the first of several; null when there is none.</summary>
    public (string Name, double Value)? Rival
    {
        get => Rivals is [var first, ..] ? first : null;
        init => Rivals = value is { } only ? [only] : [];
    }

    /// <summary>True (default) for what a person wants to see in a table; counts and times are for programs.</summary>
    public bool IsShown { get; init; } = true;
}
