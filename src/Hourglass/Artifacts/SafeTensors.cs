using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Hourglass.Errors;

namespace Hourglass.Artifacts;

/// <summary>
/// A safetensors file: an eight-byte little-endian header length, a JSON header naming every tensor with its type, shape and place, and the raw
/// little-endian numbers. Source: the format description of the safetensors project. Any tool that reads safetensors reads what is written here.
/// </summary>
public sealed class SafeTensors
{
    /// <summary>The header key under which the format keeps its strings; no tensor may have this name.</summary>
    internal const string MetadataKey = "__metadata__";

    /// <summary>Gathers tensors for writing.</summary>
    /// <param name="tensors">The tensors, in the order in which their numbers shall lie in the file.</param>
    /// <param name="metadata">Strings to keep beside them; null for none.</param>
    /// <exception cref="ArgumentException">Two tensors share a name, or one has the name the format reserves for its metadata.</exception>
    public SafeTensors(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { MetadataKey };
        foreach (NamedTensor tensor in tensors)
            if (!names.Add(tensor.Name)) throw new ArgumentException($"Tensor name '{tensor.Name}' is used twice or reserved.", nameof(tensors));
        Tensors = tensors;
        Metadata = metadata ?? new Dictionary<string, string>();
    }

    /// <summary>The tensors in the order of their numbers in the file.</summary>
    public IReadOnlyList<NamedTensor> Tensors { get; }

    /// <summary>The strings kept beside the tensors; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Writes the file; the numbers as float32. The same tensors and strings give the same bytes.</summary>
    public void Write(Stream stream)
    {
        byte[] header = WriteHeader();
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (NamedTensor tensor in Tensors) WriteNumbers(stream, tensor.Values);
    }

    /// <summary>Writes the file at a path; an existing file stays whole until the new one is (<see cref="AtomicFile"/>).</summary>
    /// <exception cref="HourglassException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, Write);

    /// <summary>Reads the file at a path, believing nothing in it before it is checked.</summary>
    /// <exception cref="InputException">The file is missing, damaged or holds numbers that float32 cannot hold exactly.</exception>
    public static SafeTensors Read(string path)
    {
        using Stream stream = InputFile.Open(path);
        return Read(stream, stream.Length, path);
    }

    /// <summary>Reads the next bytes of a stream as one safetensors file, believing nothing in it before it is checked.</summary>
    /// <param name="stream">Positioned at the first byte.</param>
    /// <param name="length">Bytes the file has. Never more than this is read, nor more memory taken than a small multiple of it.</param>
    /// <param name="source">What to call the file in errors.</param>
    /// <exception cref="InputException">The bytes are not a whole safetensors file, or a number does not fit float32 exactly.</exception>
    public static SafeTensors Read(Stream stream, long length, string source)
    {
        try
        {
            return SafeTensorsReader.Read(stream, length, source);
        }
        catch (EndOfStreamException)
        {
            throw new InputException(
                "The safetensors data is cut off.", source, rule: $"{length} bytes are announced", remedy: "copy or make the file again");
        }
    }

    private byte[] WriteHeader()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach ((string key, string value) in Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }

            long offset = 0;
            foreach (NamedTensor tensor in Tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (int extent in tensor.Shape) json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)tensor.Values.Length * sizeof(float));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // The format allows trailing spaces; with them the numbers begin at a multiple of eight, so that others may map them into memory.
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteNumbers(Stream stream, ReadOnlySpan<float> values)
    {
        // In pieces, because a tensor may have more bytes than a span can count.
        const int piece = 1 << 20;
        int[] reversed = BitConverter.IsLittleEndian ? [] : new int[Math.Min(piece, values.Length)];
        for (; values.Length > 0; values = values[Math.Min(piece, values.Length)..])
        {
            ReadOnlySpan<float> part = values[..Math.Min(piece, values.Length)];
            if (BitConverter.IsLittleEndian)
            {
                stream.Write(MemoryMarshal.AsBytes(part));
                continue;
            }

            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(part), reversed);
            stream.Write(MemoryMarshal.AsBytes(reversed.AsSpan(0, part.Length)));
        }
    }
}
