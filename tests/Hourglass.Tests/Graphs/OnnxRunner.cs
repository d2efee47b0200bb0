using Hourglass.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Hourglass.Tests.Graphs;

/// <summary>An ONNX model in ONNX Runtime.</summary>
internal sealed class OnnxRunner : IDisposable
{
    public OnnxRunner(Action<Stream> write)
    {
        var stream = new MemoryStream();
        write(stream);
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        Session = new InferenceSession(stream.ToArray(), options);
    }

    public InferenceSession Session { get; }

    /// <summary>The outputs for some rows, by name; whole numbers as float32.</summary>
    public Dictionary<string, float[]> Run(DataSet data)
    {
        var rows = new float[data.Rows * data.Width];
        for (int row = 0; row < data.Rows; row++) data.CopyRow(row, rows.AsSpan(row * data.Width, data.Width));
        bool isOfIds = Session.InputMetadata["rows"].ElementType == typeof(long);
        return Run(isOfIds
            ? NamedOnnxValue.CreateFromTensor("rows", new DenseTensor<long>(Array.ConvertAll(rows, value => (long)value), [data.Rows, data.Width]))
            : NamedOnnxValue.CreateFromTensor("rows", new DenseTensor<float>(rows, [data.Rows, data.Width])));
    }

    /// <summary>The outputs for some inputs, by name; whole numbers as float32.</summary>
    public Dictionary<string, float[]> Run(params IReadOnlyCollection<NamedOnnxValue> inputs)
    {
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = Session.Run(inputs);
        return results.ToDictionary(result => result.Name, result => result.Value is Tensor<long> ids ? [.. ids.Select(id => (float)id)] : result.AsEnumerable<float>().ToArray());
    }

    public void Dispose() => Session.Dispose();
}
