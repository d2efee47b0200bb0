using System.Collections.Immutable;
using Hourglass.Errors;

namespace Hourglass.Graphs;

/// <summary>
/// The shape of a value: fixed dimensions, or a batch of rows of fixed dimensions. The number of rows of a batch is no part of the
/// shape: it is given with each run and may be anything up to the plan's capacity.
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly ImmutableArray<int> _dimensions;

    private Shape(bool isBatch, ReadOnlySpan<int> dimensions)
    {
        long count = 1;
        foreach (int dimension in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
            if ((count *= dimension) > int.MaxValue)
            {
                throw new InputException(
                    "The network is too large.", found: $"a value of [{string.Join(", ", dimensions.ToArray())}] numbers", rule: $"at most {int.MaxValue:N0} numbers in a value",
                    remedy: "choose smaller layers or a smaller code");
            }
        }

        IsBatch = isBatch;
        _dimensions = [.. dimensions];
    }

    /// <summary>A single number: <c>[]</c>.</summary>
    public static Shape Scalar { get; } = new(false, []);

    /// <summary>One number a row: <c>[batch, 1]</c>.</summary>
    public static Shape PerRow { get; } = new(true, [1]);

    /// <summary>True when there is a leading batch dimension.</summary>
    public bool IsBatch { get; }

    /// <summary>The dimensions, the batch's own left out.</summary>
    public ImmutableArray<int> Dimensions => _dimensions.IsDefault ? [] : _dimensions;

    /// <summary>True for <c>[]</c>.</summary>
    public bool IsScalar => !IsBatch && Dimensions.Length == 0;

    /// <summary>True for <c>[n]</c>: a vector, which elementwise operations spread over the rows of a matrix.</summary>
    public bool IsVector => !IsBatch && Dimensions.Length == 1;

    /// <summary>Numbers in a row of the value seen as a matrix: all of them for a batch, the last dimension for a fixed matrix, one for a vector.</summary>
    public int Columns => IsBatch ? Product(Dimensions.AsSpan()) : Dimensions.Length > 1 ? Dimensions[^1] : 1;

    /// <summary>Rows of a fixed value seen as a matrix; 0 for a batch, whose rows each run states.</summary>
    public int FixedRows => IsBatch ? 0 : Dimensions.Length > 1 ? Product(Dimensions.AsSpan()[..^1]) : Product(Dimensions.AsSpan());

    /// <summary>The last dimension: columns of a matrix, features at each position of a sequence, channels of a picture.</summary>
    public int Features => Dimensions.Length == 0 ? 1 : Dimensions[^1];

    /// <summary>The same shape with another last dimension.</summary>
    /// <param name="features">The new last dimension.</param>
    public Shape WithFeatures(int features) => new(IsBatch, [.. Dimensions[..^1], features]);

    /// <summary>Numbers in all, or in each row of a batch.</summary>
    public int Count => Product(Dimensions.AsSpan());

    /// <summary>A batch of rows of these dimensions: <c>[batch, ...]</c>.</summary>
    public static Shape Batch(params ReadOnlySpan<int> dimensions) => new(true, dimensions.Length == 0 ? [1] : dimensions);

    /// <summary>Fixed dimensions.</summary>
    public static Shape Fixed(params ReadOnlySpan<int> dimensions) => new(false, dimensions);

    /// <inheritdoc/>
    public bool Equals(Shape other) => IsBatch == other.IsBatch && Dimensions.AsSpan().SequenceEqual(other.Dimensions.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(IsBatch);
        foreach (int dimension in Dimensions) hash.Add(dimension);
        return hash.ToHashCode();
    }

    /// <summary>Equality of shapes.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Inequality of shapes.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>For instance <c>[batch, 784]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", (IsBatch ? ["batch"] : Array.Empty<string>()).Concat(Dimensions.Select(d => d.ToString())))}]";

    private static int Product(ReadOnlySpan<int> dimensions)
    {
        int product = 1;
        foreach (int dimension in dimensions) product *= dimension;
        return product;
    }
}
