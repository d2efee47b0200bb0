using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Hourglass.Cli;

/// <summary>The usual help, with a verb's examples below.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parse)
    {
        int result = help.Invoke(parse);
        IReadOnlyList<string> examples = parse.CommandResult.Command is Verb verb
            ? verb.Examples
            : ["hourglass demo", "hourglass train digits --code 16 -o digits.hourglass"];
        TextWriter output = parse.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in examples) output.WriteLine("  " + example);
        output.WriteLine();
        return result;
    }
}
