using Hourglass.Cli.Terminal;

namespace Hourglass.Cli.Verbs.Demo;

/// <summary>A guided run on built-in data: stages in plain sentences, a picture or a table, the honest rival, what to try next.</summary>
/// <param name="name">Its name: <c>demo NAME</c>.</param>
/// <param name="summary">What it shows, in a few words.</param>
/// <param name="output">The file it writes unless told otherwise.</param>
internal abstract class Demo(string name, string summary, string output)
{
    public string Name { get; } = name;

    public string Summary { get; } = summary;

    /// <summary>The file it writes unless told otherwise.</summary>
    public string Output { get; } = output;

    /// <summary>Runs.</summary>
    /// <param name="session">What it talks to.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="threads">Threads to use.</param>
    /// <returns>The exit code.</returns>
    public abstract int Run(Session session, string output, int threads);

    /// <summary>Commands that work after the demo.</summary>
    protected static void SayNext(Session session, string output, params string[] commands)
    {
        session.Say($"Written: {output}. To go on:");
        foreach (string command in commands) session.Say("  hourglass " + command);
    }
}
