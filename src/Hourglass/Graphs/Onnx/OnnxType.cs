namespace Hourglass.Graphs.Onnx;

/// <summary>Types of the elements of a tensor, numbered as in ONNX.</summary>
public enum OnnxType
{
    /// <summary>float32, what all values of a model are.</summary>
    Float = 1,

    /// <summary>int64: ids, shapes, places.</summary>
    Int64 = 7,

    /// <summary>Conditions.</summary>
    Bool = 9,
}
