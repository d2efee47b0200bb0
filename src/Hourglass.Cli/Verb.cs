using System.CommandLine;
using Hourglass.Cli.Terminal;

namespace Hourglass.Cli;

/// <summary>A verb: its words, its options, what it does. Every verb takes <c>--json</c> and <c>--quiet</c>.</summary>
internal abstract class Verb : Command
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document on standard output, everything else on standard error." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print the result and errors, nothing else." };

    protected Verb(Session session, string name, string description, params string[] examples) : base(name, description)
    {
        Session = session;
        Examples = examples;
        SetAction(parse =>
        {
            session.IsJson = parse.GetValue(_json);
            session.IsQuiet = parse.GetValue(_quiet);
            return Run(parse);
        });
    }

    /// <summary>Two or more command lines that work.</summary>
    public IReadOnlyList<string> Examples { get; }

    protected Session Session { get; }

    /// <summary>Does the work.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Run(ParseResult parse);

    /// <summary>Adds what a verb takes, with the options common to all verbs last.</summary>
    protected void Take(IEnumerable<Argument> arguments, params IEnumerable<Option>[] options)
    {
        foreach (Argument argument in arguments) Add(argument);
        foreach (Option option in options.SelectMany(some => some)) Add(option);
        Add(_json);
        Add(_quiet);
    }
}
