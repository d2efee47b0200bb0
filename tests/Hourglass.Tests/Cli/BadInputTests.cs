using System.Text;
using Hourglass.Numerics;

namespace Hourglass.Tests.Cli;

public sealed class BadInputTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "line 3")]
    [InlineData("a,b\n1,2\n3,4\n1,2\n3,4\n1,2\n3,4\n1,2\n3,4\n1,2\n3,x\n", "--ignore b")]
    [InlineData("a,b\n1,2\n3,inf\n", "'b'")]
    [InlineData("a,b\n1,2\n3,1e39\n", "'b'")]
    [InlineData("", "empty")]
    public void A_bad_table_is_refused_with_its_place(string text, string named)
    {
        File.WriteAllText(_tool["rows.csv"], text);
        Assert.Contains(named, _tool.Refuses(1, "train", _tool["rows.csv"], "-o", _tool["m.hourglass"]));
        Assert.False(File.Exists(_tool["m.hourglass"]));
    }

    [Theory]
    [InlineData("idx")]
    [InlineData("npy")]
    [InlineData("npz")]
    public void A_truncated_or_lengthened_array_file_is_refused(string kind)
    {
        string model = _tool.Digits();
        byte[] whole = kind switch
        {
            "idx" => [0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 64, .. new byte[192]],
            "npz" => Npz(),
            _ => Npy(),
        };
        string path = _tool["rows." + kind];
        File.WriteAllBytes(path, whole);
        Assert.Equal(0, _tool.Run("evaluate", model, path));
        foreach (int length in new[] { 0, 1, 5, 11, whole.Length / 2, whole.Length - 1 })
        {
            File.WriteAllBytes(path, whole[..length]);
            _tool.Refuses(1, "evaluate", model, path);
        }

        File.WriteAllBytes(path, [.. whole, 7, 7, 7]);
        if (kind != "npz") _tool.Refuses(1, "evaluate", model, path);

        byte[] Npy()
        {
            _tool.Run("reconstruct", model, "digits", "-o", _tool["made.npy"]);
            return File.ReadAllBytes(_tool["made.npy"]);
        }

        byte[] Npz()
        {
            using var stream = new MemoryStream();
            using (var zip = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create, true))
            {
                using Stream entry = zip.CreateEntry("x.npy").Open();
                entry.Write(Npy());
            }

            return stream.ToArray();
        }
    }

    [Fact]
    public void A_header_that_claims_gigabytes_is_refused()
    {
        File.WriteAllBytes(_tool["rows.idx"], [0, 0, 0x0D, 2, 0x7F, 0, 0, 0, 0x7F, 0, 0, 0, 1, 2, 3, 4]);
        _tool.Refuses(1, "train", _tool["rows.idx"], "-o", _tool["m.hourglass"]);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("nowhere.csv", _tool.Refuses(1, "train", _tool["nowhere.csv"], "-o", _tool["m.hourglass"]));

    [Fact]
    public void Rows_of_another_width_are_refused()
    {
        File.WriteAllText(_tool["rows.csv"], "1,2\n3,4\n");
        string error = _tool.Refuses(1, "evaluate", _tool.Digits(), _tool["rows.csv"]);
        Assert.Contains("64", error);
        Assert.Contains("2 values", error);
    }

    [Fact]
    public void A_damaged_model_file_is_refused_at_every_place()
    {
        byte[] whole = File.ReadAllBytes(_tool.Digits());
        string path = _tool["damaged.hourglass"];
        var random = new RandomStream(1, "damage");
        for (int i = 0; i < 40; i++)
        {
            File.WriteAllBytes(path, whole[..random.NextInt(whole.Length)]);
            _tool.Refuses(1, "verify", path);
            byte[] flipped = [.. whole];
            flipped[random.NextInt(whole.Length)] ^= (byte)(1 << random.NextInt(8));
            File.WriteAllBytes(path, flipped);
            int code = _tool.Run("verify", path);
            Assert.True(code is 0 or 1, $"exit code {code}: {_tool.Error}");
            Assert.DoesNotContain(" at Hourglass", _tool.Error);
        }

        File.WriteAllText(path, "not a model");
        Assert.Contains("not a .hourglass file", _tool.Refuses(1, "inspect", path));
    }

    [Theory]
    [InlineData("--code", "0")]
    [InlineData("--code", "many")]
    [InlineData("--layers", "10,x")]
    [InlineData("--learning-rate", "-1")]
    [InlineData("--dropout", "1")]
    [InlineData("--loss", "surprise")]
    [InlineData("--corrupt", "masking")]
    [InlineData("--budget", "soon")]
    [InlineData("--validation", "1.5")]
    [InlineData("--activation", "rellu")]
    [InlineData("--unheard-of", "1")]
    public void A_bad_option_is_named(string option, string value) =>
        Assert.Contains(option.TrimStart('-').Replace('-', ' '), _tool.Refuses(1, "train", "digits", option, value, "-o", _tool["m.hourglass"]).Replace('-', ' '));

    [Fact]
    public void More_threads_than_a_machine_bears_are_refused_before_one_starts()
    {
        string error = _tool.Refuses(1, "train", "digits", "--threads", "1025", "-o", _tool["m.hourglass"]);
        Assert.Contains("--threads", error);
        Assert.Contains("a whole number from 1 to 1,024", error);
    }

    [Fact]
    public void Training_needs_a_file_to_write() => Assert.Contains("-o model.hourglass", _tool.Refuses(1, "train", "digits"));

    [Fact]
    public void A_target_that_cannot_be_written_leaves_the_old_file_whole()
    {
        string model = _tool.Digits();
        byte[] before = File.ReadAllBytes(model);
        Assert.Contains("mkdir", _tool.Refuses(1, "train", "digits", "--epochs", "1", "-o", _tool["no/such/folder.hourglass"]));
        Directory.CreateDirectory(_tool["folder.npy"]);
        _tool.Refuses(1, "encode", model, "digits", "-o", _tool["folder.npy"]);
        if (OperatingSystem.IsLinux()) _tool.Refuses(2, "train", "digits", "--epochs", "1", "-o", "/dev/full");
        Assert.Equal(before, File.ReadAllBytes(model));
        Assert.Equal(["digits.hourglass"], Directory.GetFiles(_tool.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_loss_that_becomes_no_number_says_what_to_change()
    {
        string error = _tool.Refuses(2, "train", "digits", "--loss", "squared-error", "--optimizer", "sgd", "--learning-rate", "1e20", "-o", _tool["m.hourglass"]);
        Assert.Contains("--learning-rate", error);
        Assert.False(File.Exists(_tool["m.hourglass"]));
    }

    [Fact]
    public void Text_is_UTF8()
    {
        File.WriteAllText(_tool["行.csv"], "长,宽\n1,2\n3,inf\n", new UTF8Encoding(false));
        Assert.Contains("宽", _tool.Refuses(1, "train", _tool["行.csv"], "-o", _tool["m.hourglass"]));
    }
}
