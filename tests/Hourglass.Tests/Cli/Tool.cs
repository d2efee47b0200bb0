using System.Text;
using System.Text.Json.Nodes;
using Hourglass.Cli;
using Hourglass.Cli.Terminal;

namespace Hourglass.Tests.Cli;

/// <summary>Runs the tool inside the test, in a folder of its own.</summary>
public sealed class Tool : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("hourglass-").FullName;

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(Folder, name);

    public int Run(params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var interruption = new Interruption();
        int code = new CommandLine(new Session(output, error, interruption)).Run(arguments);
        (Output, Error) = (Encoding.UTF8.GetString(output.ToArray()), error.ToString());
        return code;
    }

    /// <summary>Trains a small model on the digits.</summary>
    public string Digits(string name = "digits.hourglass")
    {
        Assert.Equal(0, Run("train", "digits", "--code", "8", "--layers", "16", "--epochs", "3", "-o", this[name]));
        return this[name];
    }

    /// <summary>Runs what must be refused, and checks the form of the refusal.</summary>
    public string Refuses(int code, params string[] arguments)
    {
        Assert.Equal((code, ""), (Run(arguments), Output));
        Assert.DoesNotContain(" at Hourglass", Error);
        string[] lines = [.. Error.TrimEnd().Split('\n').SkipWhile(line => line.StartsWith("Data:", StringComparison.Ordinal) || line.StartsWith("Warning:", StringComparison.Ordinal))];
        Assert.InRange(lines.Length, 1, 8);
        return Error;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
