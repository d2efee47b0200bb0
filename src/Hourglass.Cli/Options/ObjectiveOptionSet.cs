using System.CommandLine;
using Hourglass.Corruptions;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Preprocessing;
using Hourglass.Regularisers;

namespace Hourglass.Cli.Options;

/// <summary>The options that say what training strives for: loss, penalties, corruption, scaling.</summary>
internal sealed class ObjectiveOptionSet
{
    private const string Automatic = "auto";
    private static readonly string[] Outputs = [Activation.Linear.Name, Activation.Sigmoid.Name];
    private static readonly Dictionary<string, (Interval Amount, Func<double, Corruption> Create)> Corruptions = new()
    {
        ["gaussian"] = (Interval.AboveZero, amount => new GaussianNoise(amount)),
        ["masking"] = (Interval.OpenShare, amount => new MaskingNoise(amount)),
        ["salt-and-pepper"] = (Interval.OpenShare, amount => new SaltAndPepperNoise(amount)),
    };

    private readonly Option<string?> _loss;
    private readonly Option<string?> _output = OptionOf.ChoiceIfGiven(
        "--output-activation", "Output of squared-error and mse, linear by default", Outputs);

    private readonly Option<double> _l2 = OptionOf.Number(
        "--l2", "LAMBDA", "The article's lambda: this times the sum of all squared weights is added to the loss.", Interval.ZeroOrMore, 0);

    private readonly Option<double> _sparsity = OptionOf.Number(
        "--sparsity", "WEIGHT", "This times the sum of the code's absolute values is added to the loss.", Interval.ZeroOrMore, 0);

    private readonly Option<Corruption?> _corrupt;
    private readonly Option<string> _scale;

    /// <summary>The options, with a verb's defaults.</summary>
    /// <param name="catalog">What the names mean.</param>
    /// <param name="defaults">What is trained when nothing is said; the library's defaults when null.</param>
    /// <param name="ofTables">What is trained on tables when nothing is said; as on everything else when null.</param>
    public ObjectiveOptionSet(Catalog catalog, Autoencoder? defaults = null, Autoencoder? ofTables = null)
    {
        string loss = defaults?.Loss is { } likelihood ? catalog.NameOf(likelihood) : $"bce for data scaled to [0, 1], otherwise {(ofTables?.Loss is { } own ? catalog.NameOf(own) : "mse")},";
        string corruption = defaults?.Corruption is GaussianNoise noise ? FormattableString.Invariant($"gaussian:{noise.Amount}") : "none";
        string scaling = defaults?.Scaling is { } kind ? kind.ToString().ToLowerInvariant() : $"unit for pictures, {(ofTables?.Scaling ?? ScalingKind.Robust).ToString().ToLowerInvariant()} for tables";
        _loss = OptionOf.ChoiceIfGiven("--loss", $"Loss, {loss} by default", [.. catalog.NamesOf<Likelihood>().Where(name => name != "tokens")]);
        _scale = OptionOf.Choice(
            "--scale", $"Scaling, fitted on the training rows (auto: {scaling})", [Automatic, .. Enum.GetNames<ScalingKind>().Select(name => name.ToLowerInvariant())], Automatic);
        _corrupt = MakeCorrupt($"Damage the input in training, {corruption} by default");
    }

    /// <summary><c>--corrupt</c>.</summary>
    /// <param name="description">What is damaged and when; the kinds of damage are told behind it.</param>
    public static Option<Corruption?> MakeCorrupt(string description)
    {
        Option<Corruption?> option = OptionOf.Value(
            "--corrupt", $"{description}: gaussian:DEVIATION, masking:SHARE or salt-and-pepper:SHARE.",
            "KIND:AMOUNT with gaussian (above 0), masking or salt-and-pepper (a share above 0 and below 1)", "masking:0.3", ParseCorruption);
        option.HelpName = "KIND:AMOUNT";
        return option;
    }

    public IEnumerable<Option> Options => [_loss, _output, _l2, _sparsity, _corrupt, _scale];

    /// <summary>The autoencoder with what the options say; where they say nothing, it stays as it is.</summary>
    public Autoencoder Read(ParseResult parse, Autoencoder autoencoder)
    {
        string scale = parse.GetValue(_scale)!;
        return autoencoder with
        {
            Loss = ReadLoss(parse.GetValue(_loss), parse.GetValue(_output)) ?? autoencoder.Loss,
            Corruption = parse.GetValue(_corrupt) ?? autoencoder.Corruption,
            Regularisers =
            [
                .. parse.GetValue(_l2) is > 0 and double lambda ? [new WeightPenalty(lambda)] : Array.Empty<Regulariser>(),
                .. parse.GetValue(_sparsity) is > 0 and double weight ? [new CodePenalty(weight)] : Array.Empty<Regulariser>(),
            ],
            Scaling = scale == Automatic ? autoencoder.Scaling : Enum.Parse<ScalingKind>(scale, ignoreCase: true),
        };
    }

    private static Likelihood? ReadLoss(string? name, string? output)
    {
        Activation activation = Activation.Parse(output ?? Activation.Linear.Name);
        return name switch
        {
            "squared-error" => new SquaredError { Output = activation },
            "mse" => new MeanSquaredError { Output = activation },
            _ when output is not null => throw new InputException(
                "The output activation goes with a squared loss.", "--output-activation", $"'{output}' with the loss {name ?? "of the data"}",
                "bce ends in a sigmoid and categorical-cross-entropy in a softmax by themselves", "leave it out, or add --loss mse or --loss squared-error"),
            "gaussian" => new GaussianLikelihood(),
            "bce" => new BernoulliCrossEntropy(),
            "categorical-cross-entropy" => new CategoricalCrossEntropy(),
            _ => null,
        };
    }

    private static (bool Fits, Corruption? Value) ParseCorruption(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length != 2 || !Corruptions.TryGetValue(parts[0], out (Interval Amount, Func<double, Corruption> Create) kind)) return (false, null);
        (bool fits, double amount) = kind.Amount.Parse(parts[1]);
        return (fits, fits ? kind.Create(amount) : null);
    }
}
