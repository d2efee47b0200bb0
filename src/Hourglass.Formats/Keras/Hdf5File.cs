using System.Runtime.InteropServices;
using Hourglass.Errors;
using PureHDF;

namespace Hourglass.Formats.Keras;

/// <summary>An HDF5 file of weights, believed no further than its own length. Whatever the format's reader throws at a damaged file is one refusal.</summary>
internal sealed class Hdf5File
{
    private readonly IH5Group _root;
    private readonly BoundedStream _stream;
    private readonly string _source;

    private Hdf5File(IH5Group root, BoundedStream stream, string source) => (_root, _stream, _source) = (root, stream, source);

    /// <summary>The first bytes of every HDF5 file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Reads from a file.</summary>
    /// <param name="content">All of it.</param>
    /// <param name="source">What to call it.</param>
    /// <param name="read">Reads.</param>
    /// <exception cref="InputException">The file is damaged.</exception>
    public static T Read<T>(byte[] content, string source, Func<Hdf5File, T> read)
    {
        try
        {
            var stream = new BoundedStream(content);
            using var file = H5File.Open(stream);
            return read(new Hdf5File(file, stream, source));
        }
        catch (Exception error) when (error is not HourglassException)
        {
            throw new InputException("The HDF5 file is damaged.", source, error.Message.ReplaceLineEndings(" "), "a whole HDF5 file as Keras writes it", "save the weights again", error);
        }
    }

    /// <summary>Whether something has this path.</summary>
    public bool Has(string path)
    {
        IH5Group group = _root;
        string[] names = path.Split('/');
        foreach (string name in names[..^1])
        {
            if (!group.LinkExists(name) || group.Get(name) is not IH5Group inner) return false;
            group = inner;
        }

        return group.LinkExists(names[^1]);
    }

    /// <summary>Names of what is in a group.</summary>
    public IReadOnlyList<string> Children(string path) => [.. _root.Group(path).Children().Select(child => child.Name)];

    /// <summary>Whether a path is a group.</summary>
    public bool IsGroup(string path) => Has(path) && _root.Get(path) is IH5Group;

    /// <summary>A text beside a group; null when there is none.</summary>
    /// <param name="path">The group; empty for the root.</param>
    /// <param name="name">The attribute.</param>
    public string? Text(string path, string name) => Beside(path) is { } place && place.AttributeExists(name) ? place.Attribute(name).Read<string>() : null;

    /// <summary>Texts beside a group, in one attribute or, where they are many, in NAME0, NAME1, ...; null when there are none.</summary>
    public IReadOnlyList<string>? Texts(string path, string name)
    {
        IH5Object place = Beside(path);
        if (place.AttributeExists(name)) return TextsOf(place.Attribute(name));
        List<string> texts = [];
        for (int piece = 0; place.AttributeExists($"{name}{piece}"); piece++) texts.AddRange(TextsOf(place.Attribute($"{name}{piece}")));
        return texts.Count > 0 ? texts : null;
    }

    /// <summary>The numbers of a data set, in row-major order.</summary>
    /// <exception cref="InputException">They are not float32 or float16, or more than the file can hold.</exception>
    public (int[] Shape, float[] Values) Numbers(string path)
    {
        IH5Dataset data = _root.Dataset(path);
        string where = $"{_source}, '{path}'";
        int size = data.Type.Class == H5DataTypeClass.FloatingPoint ? data.Type.Size : 0;
        if (size is not (2 or 4))
            throw new InputException("Weights have numbers of a type that cannot become float32.", where, $"{data.Type.Class} of {data.Type.Size} bytes", "float32 or float16", "convert the model to float32 and save it again");
        ulong[] extents = data.Space.Dimensions;
        double bytes = extents.Aggregate((double)size, (product, extent) => product * extent);
        if (extents.Contains(0UL) || bytes > _stream.Length)
        {
            throw new InputException(
                "Weights claim to be what the file cannot hold.", where, $"shape [{string.Join(", ", extents)}] of {size} bytes each", $"at least one number, and at most the {_stream.Length} bytes of the file",
                "save the weights again");
        }

        return ([.. extents.Select(extent => (int)extent)], size == 4 ? Read<float>(data, where) : Array.ConvertAll(Read<Half>(data, where), value => (float)value));
    }

    private T[] Read<T>(IH5Dataset data, string where) where T : unmanaged
    {
        T[] values = data.Read<T[]>();

        // HDF5 lets numbers lie in other files, or be left to a default: neither is a weight of this file.
        return MemoryMarshal.AsBytes<T>(values).SequenceEqual(_stream.LastBytes) ? values : throw new InputException(
            "Weights do not lie in the file as they are.", where, "numbers that were packed, left out, or lie in another file", "plain numbers in one piece", "save the weights again as Keras does by itself");
    }

    private static IReadOnlyList<string> TextsOf(IH5Attribute attribute) =>
        attribute.Space.Dimensions is [0, ..] || attribute.Type.Class is not (H5DataTypeClass.String or H5DataTypeClass.VariableLength) ? [] : attribute.Read<string[]>();

    private IH5Object Beside(string path) => path.Length == 0 ? _root : _root.Get(path);
}
