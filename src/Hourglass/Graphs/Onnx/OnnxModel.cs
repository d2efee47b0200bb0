namespace Hourglass.Graphs.Onnx;

/// <summary>An ONNX file: a graph, who made it, and what else is worth knowing.</summary>
internal static class OnnxModel
{
    private const int IrVersion = 8;

    /// <summary>Writes the file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="graph">The graph, complete.</param>
    /// <param name="producer">Name and version of the program.</param>
    /// <param name="metadata">Words about the model, by key.</param>
    public static void Write(Stream stream, OnnxGraph graph, (string Name, string Version) producer, IReadOnlyDictionary<string, string> metadata)
    {
        var model = new ProtobufMessage().Add(1, IrVersion).Add(2, producer.Name).Add(3, producer.Version).Add(7, graph.Message);
        model.Add(8, new ProtobufMessage().Add(1, "").Add(2, OnnxGraph.Opset));
        foreach ((string key, string value) in metadata) model.Add(14, new ProtobufMessage().Add(1, key).Add(2, value));
        model.WriteTo(stream);
    }
}
