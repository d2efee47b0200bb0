using System.Buffers.Binary;
using System.Text;
using FsCheck.Xunit;
using Hourglass.Artifacts;
using Hourglass.Errors;

namespace Hourglass.Tests.Artifacts;

public class SafeTensorsTests
{
    [Property]
    public void What_is_written_is_read_bit_for_bit(float[] first, float[] second, string key, string value)
    {
        var metadata = new Dictionary<string, string> { ["k" + Plain(key)] = Plain(value) };
        NamedTensor[] tensors = [new("a/weight", [first.Length, 1], first), new("b", [second.Length], second), new("scalar", [], [3])];

        SafeTensors read = Read(Bytes(new SafeTensors(tensors, metadata)));

        Assert.Equal(tensors.Select(t => t.Name), read.Tensors.Select(t => t.Name));
        Assert.Equal(tensors.Select(t => string.Join(',', t.Shape)), read.Tensors.Select(t => string.Join(',', t.Shape)));
        foreach ((NamedTensor wrote, NamedTensor got) in tensors.Zip(read.Tensors))
            Assert.Equal(wrote.Values.Select(BitConverter.SingleToInt32Bits), got.Values.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(metadata, read.Metadata);

        // Lone surrogates cannot be written as UTF-8 by anybody.
        static string Plain(string? text) => new([.. (text ?? "").Where(c => !char.IsSurrogate(c))]);
    }

    [Fact]
    public void The_numbers_begin_at_a_multiple_of_eight()
    {
        byte[] bytes = Bytes(new SafeTensors([new("abc", [1], [1f])]));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(bytes) % 8);
        Assert.Equal(1f, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(bytes.Length - 4)));
    }

    [Theory]
    [InlineData("F16", "003c00c0", 1f, -2f)]
    [InlineData("BF16", "803f00c0", 1f, -2f)]
    [InlineData("F64", "000000000000f03f00000000000000c0", 1f, -2f)]
    [InlineData("I64", "0100000000000000feffffffffffffff", 1f, -2f)]
    [InlineData("U64", "01000000000000000000000000000080", 1f, 9223372036854775808f)]
    [InlineData("I32", "01000000feffffff", 1f, -2f)]
    [InlineData("U32", "0100000000000080", 1f, 2147483648f)]
    [InlineData("I16", "0100feff", 1f, -2f)]
    [InlineData("U16", "0100feff", 1f, 65534f)]
    [InlineData("I8", "01fe", 1f, -2f)]
    [InlineData("U8", "01fe", 1f, 254f)]
    [InlineData("BOOL", "0001", 0f, 1f)]
    public void Other_types_become_float32(string type, string data, float first, float second)
    {
        byte[] numbers = Convert.FromHexString(data);
        SafeTensors read = Read(File($$$"""{"t":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{numbers.Length}}}]}}""", numbers));
        Assert.Equal([first, second], read.Tensors[0].Values);
    }

    [Theory]
    [InlineData("F64", "9a9999999999b93f")] // 0.1 has more digits in double
    [InlineData("I32", "01000001")] // 2^24 + 1
    [InlineData("I64", "ffffffffffffff7f")]
    public void A_number_that_would_be_rounded_is_refused(string type, string data)
    {
        byte[] numbers = Convert.FromHexString(data);
        var error = Refused(File($$$"""{"t":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[0,{{{numbers.Length}}}]}}""", numbers));
        Assert.Contains("'t', value 0", error.Message);
    }

    [Theory]
    [InlineData("""{"t":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", "F8_E4M3")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", "takes 4 bytes")]
    [InlineData("""{"t":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "outside the file")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "outside the file")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "data_offsets")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}""", "data_offsets")]
    [InlineData("""{"t":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "shape")]
    [InlineData("""{"t":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "follow the last")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"code":"x"}}""", "nothing else")]
    [InlineData("""{"":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "no name")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not valid JSON")]
    [InlineData("""{"__metadata__":{"a":1}}""", "metadata")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    public void A_malformed_header_is_refused_by_its_fault(string header, string says) =>
        Assert.Contains(says, Refused(File(header, new byte[8])).Message);

    [Theory]
    [InlineData(0x7fffffffffffffffL)]
    [InlineData(-1L)]
    [InlineData(5_000_000_000L)]
    [InlineData(200L)]
    public void A_header_length_beyond_the_file_is_refused_before_memory_is_taken(long claimed)
    {
        byte[] bytes = File("{}", new byte[64]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, claimed);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("longer than it can be", Refused(bytes).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        byte[] whole = Bytes(new SafeTensors([new("a", [5], new float[5]), new("b", [2, 2], new float[4])]));
        for (int length = 0; length < whole.Length; length++) Refused(whole[..length]);
    }

    [Fact]
    public void A_stream_shorter_than_announced_is_refused()
    {
        byte[] whole = Bytes(new SafeTensors([new("a", [5], new float[5])]));
        Assert.Contains("cut off", Assert.Throws<InputException>(() => SafeTensors.Read(new MemoryStream(whole[..^1]), whole.Length, "f")).Message);
    }

    [Fact]
    public void Two_tensors_of_one_name_cannot_be_written() =>
        Assert.Throws<ArgumentException>(() => new SafeTensors([new("a", [1], [1]), new("a", [1], [1])]));

    private static byte[] File(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] bytes = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + json.Length);
        return bytes;
    }

    private static byte[] Bytes(SafeTensors tensors)
    {
        var stream = new MemoryStream();
        tensors.Write(stream);
        return stream.ToArray();
    }

    private static SafeTensors Read(byte[] bytes) => SafeTensors.Read(new MemoryStream(bytes), bytes.Length, "file.safetensors");

    private static InputException Refused(byte[] bytes)
    {
        var error = Assert.Throws<InputException>(() => Read(bytes));
        Assert.StartsWith("file.safetensors", error.Message.Split("where:  ")[1]);
        Assert.InRange(error.Message.Split('\n').Length, 2, 8);
        return error;
    }
}
