using System.Collections.Immutable;
using Hourglass.Graphs.Operations;

namespace Hourglass.Layers;

/// <summary>A weight as PyTorch names and lays it out.</summary>
/// <param name="Name">Its name in a state dictionary: <c>encoder.0.weight</c>.</param>
/// <param name="Axes">Which dimension of ours each of PyTorch's is; empty where they are in the same order. One of length 1 may be left out.</param>
/// <param name="Parts">The parameters and states it is made of, one below the other before dimensions change places.</param>
public sealed record TorchTensor(string Name, ImmutableArray<int> Axes, ImmutableArray<StoredLeaf> Parts)
{
    /// <summary>Its shape in PyTorch.</summary>
    public ImmutableArray<int> Shape => Axes.IsEmpty ? Own : [.. Axes.Select(axis => Own[axis])];

    private ImmutableArray<int> Own => Parts.Length == 1 ? Parts[0].Shape.Dimensions : [Parts.Sum(part => part.Shape.FixedRows), Parts[0].Shape.Columns];

    /// <summary>Its values in row-major order, from those of its parts.</summary>
    /// <param name="valuesOf">The values of a path, in row-major order.</param>
    internal float[] Gather(Func<string, float[]> valuesOf)
    {
        float[] values = [.. Parts.SelectMany(part => valuesOf(part.Path))];
        return Axes.IsEmpty ? values : [.. Places(Own, Axes).Select(place => values[place])];
    }

    /// <summary>The values of its parts, from its own.</summary>
    internal IEnumerable<(string Path, float[] Values)> Scatter(float[] values)
    {
        if (!Axes.IsEmpty)
        {
            var own = new float[values.Length];
            foreach ((int place, float value) in Places(Own, Axes).Zip(values)) own[place] = value;
            values = own;
        }

        int begin = 0;
        foreach (StoredLeaf part in Parts)
        {
            int count = part.Shape.Count;
            yield return (part.Path, values[begin..(begin + count)]);
            begin += count;
        }
    }

    /// <summary>Rows become columns.</summary>
    internal static float[] Transpose(float[] values, int rows, int columns) => [.. Places([rows, columns], [1, 0]).Select(place => values[place])];

    // Where each number of the tensor lies in an array of a shape: dimension i of the tensor is dimension axes[i] of the array; one that is left out has one place.
    private static IEnumerable<int> Places(ImmutableArray<int> shape, ImmutableArray<int> axes)
    {
        int[] strides = new int[shape.Length], index = new int[axes.Length];
        for (int axis = shape.Length - 1, stride = 1; axis >= 0; stride *= shape[axis--]) strides[axis] = stride;
        int count = shape.Aggregate(1, (product, length) => product * length);
        for (int i = 0; i < count; i++)
        {
            int place = 0;
            for (int axis = 0; axis < axes.Length; axis++) place += index[axis] * strides[axes[axis]];
            yield return place;
            for (int axis = axes.Length - 1; axis >= 0 && ++index[axis] == shape[axes[axis]]; axis--) index[axis] = 0;
        }
    }
}
