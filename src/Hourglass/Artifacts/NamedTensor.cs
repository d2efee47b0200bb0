using System.Collections.Immutable;

namespace Hourglass.Artifacts;

/// <summary>
/// A block of float32 numbers with a name and a shape, as files hold it: weights, scaling vectors, self-test rows.
/// Values lie in logical row-major order, whatever order the engine computes in.
/// </summary>
public sealed class NamedTensor
{
    /// <summary>Takes the values as they are; the array is not copied and must not change afterwards.</summary>
    /// <param name="name">Name, unique within its file, not empty.</param>
    /// <param name="shape">Extent of each dimension, outermost first; empty for a single number; zeros are allowed.</param>
    /// <param name="values">As many values as the product of the extents.</param>
    /// <exception cref="ArgumentException">The name is empty, an extent is negative, or the number of values does not fit the shape.</exception>
    public NamedTensor(string name, ImmutableArray<int> shape, float[] values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        long count = 1;
        foreach (int extent in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(extent, nameof(shape));
            count = checked(count * extent);
        }

        if (count != values.Length)
        {
            throw new ArgumentException(
                $"Tensor '{name}' of shape [{string.Join(", ", shape)}] takes {count} values, not {values.Length}.", nameof(values));
        }

        Name = name;
        Shape = shape;
        Values = values;
    }

    /// <summary>Name, unique within its file.</summary>
    public string Name { get; }

    /// <summary>Extent of each dimension, outermost first; empty for a single number.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The values in row-major order: the last index changes fastest.</summary>
    public float[] Values { get; }
}

/// <summary>Finding tensors by name.</summary>
public static class NamedTensors
{
    /// <summary>The values of a tensor.</summary>
    /// <param name="tensors">Where to look.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="FormatException">It is not there.</exception>
    public static float[] ValuesOf(this IReadOnlyList<NamedTensor> tensors, string name) =>
        (tensors.FirstOrDefault(tensor => tensor.Name == name) ?? throw new FormatException($"There is no tensor '{name}'.")).Values;
}
