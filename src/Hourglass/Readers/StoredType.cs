namespace Hourglass.Readers;

/// <summary>The element types of idx and npy files that can be read.</summary>
internal enum StoredType
{
    UInt8,
    Int8,
    UInt16,
    Int16,
    Int32,
    Int64,
    Float32,
    Float64,
}
