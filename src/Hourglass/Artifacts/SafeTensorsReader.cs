using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using Hourglass.Errors;

namespace Hourglass.Artifacts;

/// <summary>The reading half of <see cref="SafeTensors"/>: the header, every claim in it checked against the file's length, then the numbers.</summary>
internal static class SafeTensorsReader
{
    /// <summary>The longest header the format allows.</summary>
    private const long LongestHeader = 100_000_000;

    private const string Remedy = "make the file again, or check it with the tool that wrote it";

    private sealed record Placed(string Name, ElementType Type, ImmutableArray<int> Shape, int Count, long Begin, long End);

    public static SafeTensors Read(Stream stream, long length, string source)
    {
        if (length < 8) throw Bad(source, "The safetensors file is too short.", $"{length} bytes", "8 bytes of header length come first");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > LongestHeader || (long)headerLength > length - 8)
        {
            throw Bad(
                source, "The safetensors header claims to be longer than it can be.", $"header length {headerLength}, file of {length} bytes",
                $"the header lies within the file and has at most {LongestHeader} bytes");
        }

        byte[] header = new byte[headerLength];
        stream.ReadExactly(header);
        long dataLength = length - 8 - (long)headerLength;
        (List<Placed> places, Dictionary<string, string> metadata) = ReadHeader(header, dataLength, source);
        CheckTiling(places, dataLength, source);
        return new SafeTensors([.. places.Select(place => ReadNumbers(stream, place, source))], metadata);
    }

    private static (List<Placed> Places, Dictionary<string, string> Metadata) ReadHeader(byte[] header, long dataLength, string source)
    {
        var places = new List<Placed>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Bad(source, "The safetensors header is not a JSON object.", document.RootElement.ValueKind.ToString(), "an object of tensors");
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name == SafeTensors.MetadataKey) ReadMetadata(property.Value, metadata, source);
                else places.Add(ReadPlace(property.Name, property.Value, dataLength, source));
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how the JSON reader reports text that is no valid Unicode.
            throw new InputException(
                "The safetensors header is not valid JSON.", source, Quotation.Of(error.Message, 160),
                "the header is strict JSON in UTF-8 with no key twice", Remedy, error);
        }

        return (places, metadata);
    }

    private static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata, string source)
    {
        if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.String))
        {
            throw Bad(
                source, "The safetensors metadata is malformed.", Quotation.Of(element.GetRawText()),
                $"{SafeTensors.MetadataKey} is an object of strings");
        }

        foreach (JsonProperty property in element.EnumerateObject()) metadata.Add(property.Name, property.Value.GetString()!);
    }

    private static Placed ReadPlace(string name, JsonElement element, long dataLength, string source)
    {
        string where = $"{source}, tensor {Quotation.Of(name)}";
        if (name.Length == 0) throw Bad(where, "A tensor has no name.", "an empty key", "every tensor has a name");
        if (element.ValueKind != JsonValueKind.Object || element.EnumerateObject().Count() != 3
            || !element.TryGetProperty("dtype", out JsonElement dtype) || dtype.ValueKind != JsonValueKind.String
            || !element.TryGetProperty("shape", out JsonElement shape) || shape.ValueKind != JsonValueKind.Array
            || !element.TryGetProperty("data_offsets", out JsonElement offsets) || offsets.ValueKind != JsonValueKind.Array)
        {
            throw Bad(
                where, "A tensor's description is malformed.", Quotation.Of(element.GetRawText()), "dtype, shape and data_offsets, and nothing else");
        }

        ElementType type = ElementType.All.FirstOrDefault(t => t.Name == dtype.GetString())
            ?? throw new InputException(
                "A tensor has numbers of a type that cannot become float32.", where, Quotation.Of(dtype.GetString()!),
                $"dtype is one of {string.Join(", ", ElementType.All.Select(t => t.Name))}", "convert the tensor to F32 and write the file again");

        long[] span = [.. offsets.EnumerateArray().Select(e => WholeNumber(e, where, "data_offsets"))];
        if (span.Length != 2 || span[0] > span[1] || span[1] > dataLength)
        {
            throw Bad(
                where, "A tensor lies outside the file.", $"data_offsets [{string.Join(", ", span.Take(3))}]",
                $"two numbers, begin <= end <= {dataLength} (the bytes after the header)");
        }

        ImmutableArray<int>.Builder extents = ImmutableArray.CreateBuilder<int>();
        UInt128 count = 1;
        foreach (JsonElement extent in shape.EnumerateArray())
        {
            long size = WholeNumber(extent, where, "shape");
            count *= (UInt128)size;
            if (size > int.MaxValue || count > int.MaxValue)
                throw Bad(where, "A tensor is too large.", $"shape {Quotation.Of(shape.GetRawText())}", $"at most {int.MaxValue} numbers in a tensor");
            extents.Add((int)size);
        }

        if ((long)count * type.Size != span[1] - span[0])
        {
            throw Bad(
                where, "A tensor's size does not fit its shape.", $"{span[1] - span[0]} bytes at data_offsets [{span[0]}, {span[1]}]",
                $"shape [{string.Join(", ", extents.Take(8))}] of {type.Name} takes {(long)count * type.Size} bytes");
        }

        return new Placed(name, type, extents.ToImmutable(), (int)count, span[0], span[1]);
    }

    private static long WholeNumber(JsonElement element, string where, string key) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long number) && number >= 0
            ? number
            : throw Bad(where, $"A tensor's {key} is malformed.", Quotation.Of(element.GetRawText()), "whole numbers from 0");

    /// <summary>Sorts the tensors by place and makes sure that they cover the data exactly: no gap, no overlap, nothing after the last.</summary>
    private static void CheckTiling(List<Placed> places, long dataLength, string source)
    {
        places.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        long covered = 0;
        foreach (Placed place in places)
        {
            if (place.Begin != covered)
            {
                throw Bad(
                    $"{source}, tensor {Quotation.Of(place.Name)}", place.Begin < covered ? "Two tensors overlap." : "There is a gap between tensors.",
                    $"it begins at {place.Begin}, the tensor before it ends at {covered}", "each tensor begins where the one before it ends");
            }

            covered = place.End;
        }

        if (covered != dataLength)
            throw Bad(source, "Bytes follow the last tensor.", $"tensors end at {covered}, data at {dataLength}", "the tensors cover the data exactly");
    }

    private static NamedTensor ReadNumbers(Stream stream, Placed place, string source)
    {
        float[] values = new float[place.Count];
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            int piece = (1 << 16) / place.Type.Size;
            int done = 0;
            while (done < values.Length)
            {
                Span<float> part = values.AsSpan(done, Math.Min(piece, values.Length - done));
                Span<byte> bytes = buffer.AsSpan(0, part.Length * place.Type.Size);
                stream.ReadExactly(bytes);
                int inexact = place.Type.Decode(bytes, part);
                if (inexact >= 0)
                {
                    throw new InputException(
                        "A number does not fit float32 exactly.", $"{source}, tensor {Quotation.Of(place.Name)}, value {done + inexact}",
                        $"a {place.Type.Name} near {part[inexact]:R}", "every number is kept without rounding",
                        "convert the tensor to F32 and write the file again");
                }

                done += part.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new NamedTensor(place.Name, place.Shape, values);
    }

    private static InputException Bad(string where, string what, string found, string rule) => new(what, where, found, rule, Remedy);
}
