using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hourglass.Tests.Golden;

/// <summary>An array of a golden file, in row-major order.</summary>
internal sealed record GoldenArray(int[] Shape, double[] Values)
{
    public static GoldenArray From(JsonElement array) => new(
        [.. array.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32())], [.. array.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())]);

    /// <summary>Requires values to lie within a share of the array's largest value.</summary>
    /// <param name="actual">What was computed.</param>
    /// <param name="tolerance">Share of the largest value; an absolute error where all of the array is 0.</param>
    /// <param name="what">A name for the message.</param>
    public void AssertNear(IReadOnlyList<double> actual, double tolerance, string what)
    {
        Assert.Equal(Values.Length, actual.Count);
        double largest = Values.Max(Math.Abs), limit = tolerance * (largest > 0 ? largest : 1);
        for (int i = 0; i < Values.Length; i++)
        {
            if (!(Math.Abs(actual[i] - Values[i]) <= limit)) Assert.Fail($"{what}: element {i} is {actual[i]:R}, PyTorch says {Values[i]:R}; allowed is {limit:g3}.");
        }
    }
}

internal static partial class GoldenFiles
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);

    public static IReadOnlyList<JsonElement> CasesOf(string name) =>
        [.. JsonDocument.Parse(File.ReadAllText(PathOf(name))).RootElement.GetProperty("cases").EnumerateArray()];

    /// <summary>The arrays of an npz file that are of float32 or float64.</summary>
    public static Dictionary<string, GoldenArray> ReadNpz(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(PathOf(name));
        var arrays = new Dictionary<string, GoldenArray>();
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using var memory = new MemoryStream();
            using (Stream stream = entry.Open()) stream.CopyTo(memory);
            byte[] bytes = memory.ToArray();
            int headerLength = BitConverter.ToUInt16(bytes, 8);
            string header = Encoding.ASCII.GetString(bytes, 10, headerLength);
            ReadOnlySpan<byte> data = bytes.AsSpan(10 + headerLength);
            int[] shape = [.. Integer().Matches(ShapeText().Match(header).Groups[1].Value).Select(match => int.Parse(match.Value))];
            if (header.Contains("<f8")) arrays.Add(Path.GetFileNameWithoutExtension(entry.Name), new(shape, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(data).ToArray()));
            if (header.Contains("<f4"))
                arrays.Add(Path.GetFileNameWithoutExtension(entry.Name), new(shape, Array.ConvertAll(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(data).ToArray(), value => (double)value)));
        }

        return arrays;
    }

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex ShapeText();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Integer();
}
