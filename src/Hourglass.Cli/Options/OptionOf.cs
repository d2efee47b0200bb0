using System.CommandLine;
using System.Globalization;
using Hourglass.Cli.Terminal;
using Hourglass.Errors;

namespace Hourglass.Cli.Options;

/// <summary>Makes options whose wrong values are explained: the option, the value found, the rule, an example.</summary>
internal static class OptionOf
{
    /// <summary>An option of any type.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="rule">What values it takes.</param>
    /// <param name="example">One of them.</param>
    /// <param name="parse">The value of a text, or no value when it breaks the rule.</param>
    public static Option<T> Value<T>(string name, string description, string rule, string example, Func<string, (bool Fits, T Value)> parse) =>
        new(name)
        {
            Description = description,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                (bool fits, T value) = parse(text);
                return fits ? value : throw new InputException("The option cannot take this value.", name, $"'{text}'", rule, $"for example {name} {example}");
            },
        };

    /// <summary>A whole number.</summary>
    public static Option<int> Whole(string name, string description, int least, int byDefault, int most = int.MaxValue)
    {
        string rule = most == int.MaxValue ? $"a whole number of at least {least}" : $"a whole number from {least} to {Figures.Count(most)}";
        Option<int> option = WithDefault(Value(name, description, rule, Text(byDefault), text => ParseWhole(text, least, most)), byDefault);
        option.HelpName = "N";
        return option;
    }

    /// <summary>A whole number of at least 1, or none, which reads as 0: the parser cannot hand on a null where there is a default. Without a default it is none.</summary>
    public static Option<int> WholeOrNone(string name, string description, int? byDefault)
    {
        Option<int> option = Value(name, description, "a whole number of at least 1, or none", Text(byDefault ?? 10), text => text == "none" ? (true, 0) : ParseWhole(text, 1));
        if (byDefault is { } value) option = WithDefault(option, value);
        option.HelpName = "N|none";
        return option;
    }

    /// <summary>A number.</summary>
    public static Option<double> Number(string name, string helpName, string description, Interval interval, double byDefault)
    {
        Option<double> option = WithDefault(Value(name, description, interval.Rule, Text(byDefault), interval.Parse), byDefault);
        option.HelpName = helpName;
        return option;
    }

    /// <summary>A number, or nothing when the option is left out.</summary>
    public static Option<double?> NumberIfGiven(string name, string helpName, string description, Interval interval, string example)
    {
        Option<double?> option = Value(
            name, description, interval.Rule, example, text => interval.Parse(text) is (true, var number) ? (true, number) : (false, (double?)null));
        option.HelpName = helpName;
        return option;
    }

    /// <summary><c>--seed</c>.</summary>
    public static Option<ulong> Seed()
    {
        Option<ulong> option = WithDefault(
            Value("--seed", "Everything random follows from it.", "a whole number of 0 or more", "1",
                text => (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed), seed)),
            0UL);
        option.HelpName = "N";
        return option;
    }

    /// <summary>One of some names.</summary>
    public static Option<string> Choice(string name, string description, IReadOnlyList<string> names, string byDefault) =>
        WithDefault(ChoiceIfGiven(name, description, names)!, byDefault)!;

    /// <summary>One of some names, or nothing when the option is left out.</summary>
    public static Option<string?> ChoiceIfGiven(string name, string description, IReadOnlyList<string> names)
    {
        Option<string?> option = Value<string?>(
            name, $"{description}: {string.Join(", ", names)}.", $"one of {string.Join(", ", names)}", names[0], text => (names.Contains(text), text));
        option.HelpName = "NAME";
        return option;
    }

    /// <summary>Text, or nothing when the option is left out.</summary>
    public static Option<string?> TextIfGiven(string name, string helpName, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = helpName };

    /// <summary>A picture to write, or nothing when the option is left out. It is a PNG, so no other name is taken; a device has no kind.</summary>
    public static Option<string?> PictureIfGiven(string name, string helpName, string description, params string[] aliases)
    {
        Option<string?> option = Value<string?>(
            name, description, "a name that ends in .png", "picture.png",
            text => (text.EndsWith(".png", StringComparison.OrdinalIgnoreCase) || text.StartsWith("/dev/", StringComparison.Ordinal), text));
        option.HelpName = helpName;
        foreach (string alias in aliases) option.Aliases.Add(alias);
        return option;
    }

    /// <summary>The option with a value for when it is left out.</summary>
    public static Option<T> WithDefault<T>(Option<T> option, T value)
    {
        option.DefaultValueFactory = _ => value;
        return option;
    }

    /// <summary>Whole numbers separated by commas, each at least 1.</summary>
    public static (bool Fits, int[] Value) ParseList(string text)
    {
        (bool Fits, int Value)[] parts = [.. text.Split(',').Select(part => ParseWhole(part.Trim(), 1))];
        return (parts.All(part => part.Fits), [.. parts.Select(part => part.Value)]);
    }

    private static (bool Fits, int Value) ParseWhole(string text, int least, int most = int.MaxValue) =>
        (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most, value);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
