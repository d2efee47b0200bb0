using Hourglass.Cli;
using Hourglass.Cli.Terminal;
using Hourglass.Formats.Pictures;
using Hourglass.Tests.Jobs;

namespace Hourglass.Tests.Cli;

/// <summary>The examples of the verbs, typed one after the other by somebody who has a table of rows with a column <c>class</c> and a folder of photos.</summary>
public sealed class ExampleTests : IDisposable
{
    private static readonly string[] InOrder = ["train", "evaluate", "encode", "decode", "reconstruct", "inspect", "verify", "export", "profile"];
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void Every_example_works_after_those_before_it()
    {
        string[] table = ["a,b,c,d,e,f,g,h,i,class", .. Enumerable.Range(0, 60).Select(row => string.Join(',', Enumerable.Range(1, 9).Select(column => row * column % 17)) + (row % 2 == 0 ? ",good" : ",bad"))];
        File.WriteAllLines(_tool["rows.csv"], table);
        File.WriteAllLines(_tool["new-rows.csv"], table[..20]);
        Directory.CreateDirectory(_tool["photos"]);
        for (int i = 0; i < 4; i++) File.WriteAllBytes(_tool[$"photos/{i}.png"], PngWriter.Encode(GeneratedPictures.Of(90, 70, 3, (ulong)i)));
        foreach (string example in InOrder.SelectMany(ExamplesOf))
        {
            string[] words = [.. example.Split(' ').Skip(1).Select(word => IsFile(word) ? _tool[word] : word)];
            if (words[0] == "train") words = [.. words, "--epochs", "2"];
            Assert.True(_tool.Run(words) == 0, $"{example}\n{_tool.Error}");
        }

        Assert.Equal(table, File.ReadAllLines(_tool["rows.csv"]));
    }

    private static IReadOnlyList<string> ExamplesOf(string name)
    {
        var root = new CommandLine(new Session(Stream.Null, TextWriter.Null, new Interruption())).Root();
        return root.Subcommands.OfType<Verb>().Single(verb => verb.Name == name).Examples;
    }

    private static bool IsFile(string word) => word.EndsWith('/') || Path.GetExtension(word) is ".csv" or ".npy" or ".png" or ".onnx" or ".hourglass";
}
