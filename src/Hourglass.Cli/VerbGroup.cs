using System.CommandLine;

namespace Hourglass.Cli;

/// <summary>The verbs of a job: <c>reduce train</c>, <c>reduce map</c>.</summary>
internal sealed class VerbGroup : Command
{
    public VerbGroup(string name, string description, params Verb[] verbs) : base(name, description)
    {
        foreach (Verb verb in verbs) Add(verb);
        Examples = [.. verbs.Select(verb => verb.Examples[0])];
    }

    /// <summary>A command line of each verb.</summary>
    public IReadOnlyList<string> Examples { get; }
}
