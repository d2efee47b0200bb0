using System.Buffers.Binary;
using System.Globalization;
using Hourglass.Errors;
using Hourglass.Graphs.Execution;

namespace Hourglass.Graphs.Onnx;

/// <summary>
/// A graph of ONNX operations as it is being written: it only grows, and each value is written once, when it is first asked for. Values go by name.
/// The operations are those of opset <see cref="Opset"/>.
/// </summary>
public sealed class OnnxGraph
{
    /// <summary>The version of the operations.</summary>
    public const int Opset = 17;

    // A protocol buffer holds less than 2 GiB; what is left is for everything but the weights.
    private const long MostBytes = 2_000_000_000;

    private readonly OnnxGraph _outermost;
    private readonly StoredValues _values;
    private readonly Dictionary<Node, string> _written = [];
    private readonly HashSet<string> _constants = [];
    private string? _firstInput, _batchSize;
    private long _bytes;
    private int _count;

    /// <summary>Begins the graph of a model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">The values of parameters and states.</param>
    internal OnnxGraph(string name, StoredValues values)
    {
        (_outermost, _values) = (this, values);
        Message.Add(2, name);
    }

    private OnnxGraph(string name, OnnxGraph outer)
    {
        (_outermost, _values) = (outer._outermost, outer._values);
        Message.Add(2, name);
    }

    /// <summary>As it is written.</summary>
    internal ProtobufMessage Message { get; } = new();

    /// <summary>The number of rows of the batch, int64 <c>[1]</c>.</summary>
    public string BatchSize =>
        _outermost._batchSize ??= _outermost.Add("Shape", [_outermost._firstInput!], new OnnxAttribute("start", 0), new OnnxAttribute("end", 1));

    /// <summary>Begins the body of a loop in this graph; it sees all values written so far.</summary>
    internal OnnxGraph Body(string name) => new(name, this);

    /// <summary>Adds an operation.</summary>
    /// <param name="operation">Its name in ONNX.</param>
    /// <param name="inputs">Names of values.</param>
    /// <returns>The name of its first result.</returns>
    public string Add(string operation, params ReadOnlySpan<string> inputs) => Add(1, operation, inputs)[0];

    /// <inheritdoc cref="Add(string, ReadOnlySpan{string})"/>
    /// <param name="operation">Its name in ONNX.</param>
    /// <param name="inputs">Names of values; empty where an optional one is left out.</param>
    /// <param name="attributes">Its settings.</param>
    public string Add(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes) => Add(1, operation, inputs, attributes)[0];

    /// <summary>Adds an operation that has several results.</summary>
    internal string[] Add(int results, string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        string name = $"{operation}_{++_outermost._count}";
        string[] names = [.. Enumerable.Range(0, results).Select(i => i == 0 ? name : $"{name}_{i}")];
        Write(operation, name, inputs, names, attributes);
        return names;
    }

    /// <summary>The value as another type; whole numbers are cut towards zero.</summary>
    public string Cast(string value, OnnxType type) => Add("Cast", [value], new OnnxAttribute("to", (long)type));

    /// <summary>The value with other dimensions, as many numbers.</summary>
    /// <param name="value">A value; of a batch, unless the shape is fixed.</param>
    /// <param name="shape">The result's shape.</param>
    public string Reshape(string value, Shape shape) =>
        // 0 stands for the dimension as it is: the batch's.
        Add("Reshape", value, Integers([.. shape.IsBatch ? (long[])[0] : [], .. shape.Dimensions.Select(size => (long)size)]));

    /// <summary>The value spread to a shape by the rules of NumPy.</summary>
    public string Expand(string value, Shape shape)
    {
        string dimensions = Integers([.. shape.Dimensions.Select(size => (long)size)]);
        return Add("Expand", value, shape.IsBatch ? Add("Concat", [BatchSize, dimensions], new OnnxAttribute("axis", 0)) : dimensions);
    }

    /// <summary>The sum over an axis.</summary>
    /// <param name="value">A value.</param>
    /// <param name="axis">The axis; 0 is the batch.</param>
    /// <param name="keeps">Whether the axis stays, of length 1.</param>
    public string Sum(string value, int axis, bool keeps) => Add("ReduceSum", [value, Integers(axis)], new OnnxAttribute("keepdims", keeps ? 1 : 0));

    /// <summary>A constant number, float32 <c>[]</c>.</summary>
    public string Number(double value) => Tensor(((float)value).ToString("R", CultureInfo.InvariantCulture), Shape.Scalar, [(float)value]);

    /// <summary>Constant whole numbers, int64 <c>[count]</c>.</summary>
    public string Integers(params long[] values)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        return Constant($"[{string.Join(", ", values)}]", OnnxType.Int64, [values.Length], () => bytes);
    }

    /// <summary>Constant numbers; what has been written under a name is not written again.</summary>
    /// <param name="name">Their name.</param>
    /// <param name="shape">A fixed shape.</param>
    /// <param name="values">In row-major order.</param>
    /// <exception cref="InputException">The model is too large for one file.</exception>
    internal string Tensor(string name, Shape shape, float[] values) => Constant(name, OnnxType.Float, shape.Dimensions, () => BytesOf(values));

    /// <summary>The value of a parameter or state.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="InputException">The model is too large for one file.</exception>
    internal string Stored(string path)
    {
        // A path of one word, declared outside all layers, might be the name of an output.
        string name = path.Contains('.') ? path : $"model.{path}";
        return Constant(name, OnnxType.Float, _values.ShapeOf(path).Dimensions, () => BytesOf(_values.Get(path)));
    }

    /// <summary>A value given from outside.</summary>
    internal string Input(string name, OnnxType type, Shape shape, string meaning)
    {
        Message.Add(11, Declare(name, type, shape, meaning));
        _firstInput ??= name;
        return name;
    }

    /// <summary>Gives a value to the outside under a name.</summary>
    internal void Output(string name, string value, OnnxType type, Shape shape, string meaning)
    {
        Write("Identity", name, [value], [name], []);
        Message.Add(12, Declare(name, type, shape, meaning));
    }

    /// <summary>States by what name a given value of a graph of ours goes.</summary>
    internal void Bind(Node leaf, string name) => _written[leaf] = name;

    /// <summary>The name of a value of a graph of ours; writes the operations that make it.</summary>
    /// <exception cref="InputException">One of them has no ONNX rule.</exception>
    internal string Of(Node node)
    {
        if (_written.TryGetValue(node, out string? name)) return name;
        return _written[node] = node.Operation.ToOnnx(new OnnxCall(this, node, [.. node.Inputs.Select(Of)]));
    }

    private void Write(string operation, string name, ReadOnlySpan<string> inputs, ReadOnlySpan<string> results, ReadOnlySpan<OnnxAttribute> attributes)
    {
        var node = new ProtobufMessage();
        foreach (string input in inputs) node.Add(1, input);
        foreach (string result in results) node.Add(2, result);
        node.Add(3, name).Add(4, operation);
        foreach (OnnxAttribute attribute in attributes) node.Add(5, attribute.Message);
        Message.Add(1, node);
    }

    private string Constant(string name, OnnxType type, IReadOnlyList<int> dimensions, Func<byte[]> bytes)
    {
        if (!_outermost._constants.Add(name)) return name;
        var tensor = new ProtobufMessage();
        long size = 1;
        foreach (int dimension in dimensions)
        {
            tensor.Add(1, dimension);
            size *= dimension;
        }

        if ((_outermost._bytes += size * sizeof(float)) > MostBytes)
        {
            throw new InputException(
                "The model is too large for an ONNX file.", name, $"more than {MostBytes:N0} bytes of weights", "an ONNX file holds less than 2 GiB", "train a model with smaller layers");
        }

        _outermost.Message.Add(5, tensor.Add(2, (long)type).Add(8, name).Add(9, bytes()));
        return name;
    }

    private static byte[] BytesOf(ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }

    private static ProtobufMessage Declare(string name, OnnxType type, Shape shape, string meaning)
    {
        var dimensions = new ProtobufMessage();
        if (shape.IsBatch) dimensions.Add(1, new ProtobufMessage().Add(2, "batch"));
        foreach (int dimension in shape.Dimensions) dimensions.Add(1, new ProtobufMessage().Add(1, dimension));
        var tensor = new ProtobufMessage().Add(1, (long)type).Add(2, dimensions);
        return new ProtobufMessage().Add(1, name).Add(2, new ProtobufMessage().Add(1, tensor)).Add(3, meaning);
    }
}
