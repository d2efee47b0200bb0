using System.CommandLine;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Sources;

namespace Hourglass.Cli.Options;

/// <summary>The argument DATA of verbs that take text.</summary>
/// <param name="part">What a bare named set stands for: "train" in training verbs, "test" in all others.</param>
internal sealed class TextInput(string part)
{
    public Argument<string> Argument { get; } = new("DATA")
    {
        Description = $"Lines of a file (UTF-8, plain or .gz), FILE.csv#column, - for standard input, or {string.Join(", ", NamedText.All.Select(text => text.Name))}; a bare name means :{part}.",
    };

    /// <summary>Loads what the argument names.</summary>
    public TextSet Load(Session session, ParseResult parse) => Load(session, parse.GetValue(Argument)!, part);

    /// <summary>Loads another address.</summary>
    public static TextSet Load(Session session, string text, string part)
    {
        DataAddress address = DataAddress.Parse(text), chosen = address.WithDefaultPart(part);
        TextSet texts = session.Data.Texts.Load(chosen);
        string choice = address == chosen ? "" : $" ({text} alone means :{part} here)";
        session.Note($"Data: {chosen}{choice}, {Figures.Count(texts.Texts.Count, "text")}.");
        return texts;
    }
}
