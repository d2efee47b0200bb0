using System.CommandLine;
using System.Globalization;
using System.Text;
using Hourglass.Cli;

namespace Hourglass.Tests.Documentation;

/// <summary>The part of docs/commands.md that says what every verb takes, made from the verbs themselves.</summary>
internal static class CommandsPage
{
    public const string Begin = "<!-- verbs: written by CommandsPageTests from the tool itself; HOURGLASS_UPDATE_PAGES=1 dotnet test writes it anew -->", End = "<!-- end of verbs -->";

    // Said once at the top of the page.
    private static readonly HashSet<string> Common = ["--label", "--ignore", "--image-size", "--fit", "--colour", "--json", "--quiet", "--help"];

    public static IEnumerable<Verb> Verbs(RootCommand root) =>
        root.Subcommands.OfType<Verb>().Concat(root.Subcommands.OfType<VerbGroup>().SelectMany(group => group.Subcommands.OfType<Verb>()));

    public static string NameOf(Verb verb) => string.Join(' ', verb.Parents.OfType<VerbGroup>().Select(group => group.Name).Append(verb.Name));

    public static string Render(RootCommand root)
    {
        Verb train = Verbs(root).Single(verb => NameOf(verb) == "train");
        HashSet<string> known = [.. Rows(train)];
        var page = new StringBuilder();
        foreach (Verb verb in Verbs(root))
        {
            string[] rows = [.. Rows(verb)], own = verb == train ? rows : [.. rows.Where(row => !known.Contains(row))];
            page.Append($"### {NameOf(verb)}\n\n{verb.Description}\n\n    hourglass {NameOf(verb)}{string.Concat(verb.Arguments.Select(Usage))} [options]\n\n");
            bool sharesMost = rows.Length - own.Length > 10;
            if (sharesMost) page.Append("Takes the options of `train`; these are its own, or have another default:\n\n");
            else own = rows;
            if (own.Length > 0) page.Append("| option | meaning | default |\n|---|---|---|\n").AppendJoin('\n', own).Append("\n\n");
            page.AppendJoin('\n', verb.Examples.Select(example => "    " + example)).Append("\n\n");
        }

        return page.ToString();
    }

    private static IEnumerable<string> Rows(Verb verb) => verb.Options.Where(option => !Common.Contains(option.Name)).Select(option =>
    {
        string names = string.Join(", ", option.Aliases.Append(option.Name)), value = option.ValueType == typeof(bool) ? "" : " " + option.HelpName;
        return $"| `{Cell(names + value)}`{(option.Required ? " (required)" : "")} | {Cell(option.Description ?? "")} | {Cell(DefaultOf(option))} |";
    });

    private static string Usage(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}";

    private static string DefaultOf(Option option)
    {
        if (option.Name == "--threads") return "the machine's";
        return option.HasDefaultValue ? Convert.ToString(option.GetDefaultValue(), CultureInfo.InvariantCulture) is var text && text is "False" ? "" : text ?? "" : "";
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
