using System.IO.Compression;
using System.Text.Json;
using Hourglass.Baselines;
using Hourglass.Errors;
using Hourglass.Numerics;

namespace Hourglass.Tests.Baselines;

public class PrincipalComponentsTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(GoldenFile())).RootElement;

    private static readonly string[] Rows = [.. Golden.GetProperty("rows").EnumerateArray().Select(row => row.GetString()!)];

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    public void The_digits_agree_with_scikit_learn(int components)
    {
        double tolerance = Golden.GetProperty("header").GetProperty("tolerance").GetDouble();
        JsonElement expected = Golden.GetProperty("cases").EnumerateArray().First(c => c.GetProperty("components").GetInt32() == components);

        PrincipalComponents fitted = Fit(240, 64, Digit, components);

        Close(Golden.GetProperty("totalVariance").GetDouble(), fitted.TotalVariance);
        Assert.Equal(components, expected.GetProperty("explainedVariance").GetArrayLength());
        foreach ((JsonElement variance, double found) in expected.GetProperty("explainedVariance").EnumerateArray().Zip(fitted.ExplainedVariance))
            Close(variance.GetDouble(), found);
        Close(expected.GetProperty("trainSquaredError").GetDouble(), fitted.SquaredErrorPerRow(240, Digit));
        Close(expected.GetProperty("testSquaredError").GetDouble(), fitted.SquaredErrorPerRow(120, (r, row) => Digit(240 + r, row)));

        void Close(double wanted, double found) => Assert.InRange(found / wanted, 1 - tolerance, 1 + tolerance);
    }

    [Fact]
    public void Rows_that_lie_in_a_plane_come_back_from_two_numbers()
    {
        Action<int, Span<float>> plane = (r, row) =>
        {
            for (int c = 0; c < row.Length; c++) row[c] = 5 + (MathF.Sin(r) * c) + (MathF.Cos(3 * r) * (c % 2));
        };
        PrincipalComponents two = Fit(40, 7, plane, 2), one = Fit(40, 7, plane, 1);
        Assert.Equal(0, two.SquaredErrorPerRow(40, plane), 1e-9);

        // What is left out of the variance is the error made.
        Assert.Equal((one.TotalVariance - one.ExplainedVariance[0]) * 39 / 40, one.SquaredErrorPerRow(40, plane), 1e-5);
    }

    [Fact]
    public void A_code_is_decoded_into_the_reconstruction_and_encoding_that_gives_the_code()
    {
        PrincipalComponents fitted = Fit(240, 64, Digit, 5);
        float[] row = new float[64], decoded = new float[64], code = new float[5], again = new float[5];
        Digit(11, row);
        fitted.Encode(row, code);
        fitted.Decode(code, decoded);
        fitted.Reconstruct(row);
        Assert.Equal(decoded, row);
        fitted.Encode(row, again);
        for (int i = 0; i < 5; i++) Assert.Equal(code[i], again[i], 1e-5f);
    }

    [Fact]
    public void More_components_than_rows_leave_no_error_and_no_negative_variance()
    {
        Action<int, Span<float>> random = (r, row) =>
        {
            var stream = new RandomStream((ulong)r, "row");
            for (int c = 0; c < row.Length; c++) row[c] = (float)stream.NextNormal();
        };
        PrincipalComponents fitted = Fit(3, 20, random, 20);
        Assert.Equal(0, fitted.SquaredErrorPerRow(3, random), 1e-9);
        Assert.All(fitted.ExplainedVariance, variance => Assert.True(variance >= 0));
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        PrincipalComponents one = Fit(360, 64, Digit, 9, threads: 1), seven = Fit(360, 64, Digit, 9, threads: 7);
        for (int i = 0; i < 9; i++) Assert.True(one.Component(i).SequenceEqual(seven.Component(i)));
    }

    [Fact]
    public void Data_that_cannot_be_fitted_is_refused_with_its_place()
    {
        Assert.Contains("1 rows", Assert.Throws<InputException>(() => Fit(1, 2, (_, _) => { }, 1)).Message);
        Assert.Contains("8192", Assert.Throws<InputException>(() => Fit(2, 9000, (_, _) => { }, 1)).Message);
        Assert.Contains("column 3", Assert.Throws<InputException>(() => Fit(9, 4, (r, row) => row[2] = r == 5 ? float.NaN : r, 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(9, 4, (_, _) => { }, 5));
    }

    [Fact]
    public void MNIST_gives_the_published_error()
    {
        string? folder = Environment.GetEnvironmentVariable("HOURGLASS_DATA");
        Assert.SkipUnless(File.Exists(Path.Combine(folder ?? "", "mnist", "train-images-idx3-ubyte.gz")), "needs $HOURGLASS_DATA/mnist");
        byte[] train = Pixels("train-images-idx3-ubyte.gz"), test = Pixels("t10k-images-idx3-ubyte.gz");

        PrincipalComponents fitted = Fit(60_000, 784, Image(train), 30);

        // Hinton and Salakhutdinov, Science 313 (2006): 13.87.
        Assert.Equal(13.866, fitted.SquaredErrorPerRow(10_000, Image(test)), 0.001);

        byte[] Pixels(string name)
        {
            using var unpacked = new GZipStream(File.OpenRead(Path.Combine(folder!, "mnist", name)), CompressionMode.Decompress);
            var bytes = new MemoryStream();
            unpacked.CopyTo(bytes);
            return bytes.ToArray()[16..];
        }

        static Action<int, Span<float>> Image(byte[] pixels) => (r, row) =>
        {
            for (int c = 0; c < 784; c++) row[c] = pixels[(r * 784) + c] / 255f;
        };
    }

    private static PrincipalComponents Fit(int rows, int width, Action<int, Span<float>> copyRow, int components, int threads = -1) =>
        PrincipalComponents.Fit(rows, width, copyRow, components, threads, TestContext.Current.CancellationToken);

    private static void Digit(int r, Span<float> row)
    {
        for (int c = 0; c < row.Length; c++) row[c] = "0123456789abcdefg".IndexOf(Rows[r][c]) / 16f;
    }

    private static string GoldenFile()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Hourglass.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "tests", "Hourglass.Tests", "Golden", "principal_components.json");
    }
}
