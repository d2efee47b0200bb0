using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Hourglass.Cli;

/// <summary>The usual help, with the examples of a verb or a group below.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parse)
    {
        int result = help.Invoke(parse);
        IReadOnlyList<string> examples = parse.CommandResult.Command switch
        {
            Verb verb => verb.Examples,
            VerbGroup group => group.Examples,
            _ => ["hourglass demo", "hourglass train digits --code 16 -o digits.hourglass"],
        };
        TextWriter output = parse.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in examples) output.WriteLine("  " + example);
        output.WriteLine();
        return result;
    }
}
