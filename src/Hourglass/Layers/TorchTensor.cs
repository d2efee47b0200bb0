using System.Collections.Immutable;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>A weight as PyTorch names and lays it out.</summary>
/// <param name="Name">Its name in a state dictionary: <c>encoder.0.weight</c>.</param>
/// <param name="IsTransposed">Whether rows and columns have changed places.</param>
/// <param name="Parts">The parameters and states it is made of, one below the other before they are transposed.</param>
public sealed record TorchTensor(string Name, bool IsTransposed, ImmutableArray<StoredLeaf> Parts)
{
    /// <summary>Its shape in PyTorch.</summary>
    public ImmutableArray<int> Shape
    {
        get
        {
            ImmutableArray<int> first = Parts[0].Shape.Dimensions;
            if (Parts.Length == 1 && !IsTransposed) return first;
            int rows = Parts.Sum(part => part.Shape.FixedRows), columns = Parts[0].Shape.Columns;
            return IsTransposed ? [columns, rows] : [rows, columns];
        }
    }

    /// <summary>Its values in row-major order, from those of its parts.</summary>
    /// <param name="valuesOf">The values of a path, in row-major order.</param>
    internal float[] Gather(Func<string, float[]> valuesOf)
    {
        float[] values = [.. Parts.SelectMany(part => valuesOf(part.Path))];
        return IsTransposed ? Transpose(values, Shape[1], Shape[0]) : values;
    }

    /// <summary>The values of its parts, from its own.</summary>
    internal IEnumerable<(string Path, float[] Values)> Scatter(float[] values)
    {
        if (IsTransposed) values = Transpose(values, Shape[0], Shape[1]);
        int begin = 0;
        foreach (StoredLeaf part in Parts)
        {
            int count = part.Shape.Count;
            yield return (part.Path, values[begin..(begin + count)]);
            begin += count;
        }
    }

    /// <summary>Rows become columns.</summary>
    internal static float[] Transpose(float[] values, int rows, int columns)
    {
        var transposed = new float[values.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++) transposed[(column * rows) + row] = values[(row * columns) + column];
        }

        return transposed;
    }
}
