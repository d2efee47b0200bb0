namespace Hourglass.Graphs.Onnx;

/// <summary>A setting of an ONNX operation, fixed when the graph is written: <c>axis</c>, <c>keepdims</c>.</summary>
public sealed class OnnxAttribute
{
    private const int IntType = 2, GraphType = 5, IntsType = 7;

    private OnnxAttribute(string name, int type) => Message = new ProtobufMessage().Add(1, name).Add(20, type);

    /// <summary>A whole number.</summary>
    public OnnxAttribute(string name, long value) : this(name, IntType) => Message.Add(3, value);

    /// <summary>Whole numbers.</summary>
    public OnnxAttribute(string name, long[] values) : this(name, IntsType)
    {
        foreach (long value in values) Message.Add(8, value);
    }

    /// <summary>The body of a loop.</summary>
    internal OnnxAttribute(string name, OnnxGraph body) : this(name, GraphType) => Message.Add(6, body.Message);

    /// <summary>As it is written.</summary>
    internal ProtobufMessage Message { get; }
}
