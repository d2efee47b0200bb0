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
        ["clipped-gaussian"] = (Interval.AboveZero, amount => new ClippedGaussianNoise(amount)),
        ["masking"] = (Interval.OpenShare, amount => new MaskingNoise(amount)),
        ["salt-and-pepper"] = (Interval.OpenShare, amount => new SaltAndPepperNoise(amount)),
        ["blur"] = (Interval.AboveZero, amount => new Blur(amount)),
    };

    private readonly Option<string?> _loss;
    private readonly Option<string?> _output = OptionOf.ChoiceIfGiven(
        "--output-activation", "Output of squared-error, mse, absolute-error and huber, linear by default", Outputs);

    private readonly Option<double> _l2 = OptionOf.Number(
        "--l2", "LAMBDA", "The article's lambda: this times the sum of all squared weights is added to the loss.", Interval.ZeroOrMore, 0);

    private readonly Option<Sparsity> _sparsity = OptionOf.Value(
        "--sparsity",
        "Make codes sparse: l1:WEIGHT adds this times the sum of the code's absolute values to the loss, kl:TARGET a penalty on mean activities away from a target (needs --code-activation sigmoid; kl:TARGET:WEIGHT, weight 0.01 by default), top-k:COUNT keeps the largest numbers of each code.",
        Sparsity.Rule, "l1:1e-5", Sparsity.Parse);

    private readonly Option<double> _contractive = OptionOf.Number(
        "--contractive", "LAMBDA", "This times the squared norm of the code's derivatives is added to the loss, so that codes change little with the row.", Interval.ZeroOrMore, 0);

    private readonly Option<bool> _ordered = new("--ordered-code") { Description = "Order the code by importance, so that it may be cut to its first numbers (nested dropout)." };

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
        _sparsity.HelpName = "KIND:AMOUNT";
        _corrupt = MakeCorrupt($"Damage the input in training, {corruption} by default");
    }

    /// <summary><c>--corrupt</c>.</summary>
    /// <param name="description">What is damaged and when; the kinds of damage are told behind it.</param>
    public static Option<Corruption?> MakeCorrupt(string description)
    {
        Option<Corruption?> option = OptionOf.Value(
            "--corrupt", $"{description}: gaussian:DEVIATION, clipped-gaussian:DEVIATION (cut to [0, 1] afterwards), masking:SHARE, salt-and-pepper:SHARE or, for pictures, blur:DEVIATION in pixels.",
            "KIND:AMOUNT with gaussian, clipped-gaussian or blur (above 0), masking or salt-and-pepper (a share above 0 and below 1)", "masking:0.3", ParseCorruption);
        option.HelpName = "KIND:AMOUNT";
        return option;
    }

    /// <summary>Whether any of them was typed.</summary>
    public bool IsGiven(ParseResult parse) => Options.Any(option => parse.GetResult(option) is { Implicit: false });

    public IEnumerable<Option> Options => [_loss, _output, _l2, _sparsity, _contractive, _ordered, _corrupt, _scale];

    /// <summary>The autoencoder with what the options say; where they say nothing, it stays as it is.</summary>
    public Autoencoder Read(ParseResult parse, Autoencoder autoencoder)
    {
        string scale = parse.GetValue(_scale)!;
        Sparsity sparsity = parse.GetValue(_sparsity) ?? Sparsity.None;
        return autoencoder with
        {
            Loss = ReadLoss(parse.GetValue(_loss), parse.GetValue(_output)) ?? autoencoder.Loss,
            Corruption = parse.GetValue(_corrupt) ?? autoencoder.Corruption,
            Regularisers =
            [
                .. parse.GetValue(_l2) is > 0 and double lambda ? [new WeightPenalty(lambda)] : Array.Empty<Regulariser>(),
                .. sparsity.Penalties,
                .. parse.GetValue(_contractive) is > 0 and double contraction ? [new ContractivePenalty(contraction)] : Array.Empty<Regulariser>(),
            ],
            CodeLayers = [.. sparsity.Layers, .. parse.GetValue(_ordered) ? [new NestedDropout()] : Array.Empty<Layer>()],
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
            "absolute-error" => new AbsoluteError { Output = activation },
            "huber" => new HuberError { Output = activation },
            _ when output is not null => throw new InputException(
                "The output activation goes with a loss of differences.", "--output-activation", $"'{output}' with the loss {name ?? "of the data"}",
                "bce, ssim and ms-ssim end in a sigmoid and categorical-cross-entropy in a softmax by themselves", "leave it out, or add --loss mse, squared-error, absolute-error or huber"),
            "gaussian" => new GaussianLikelihood(),
            "bce" => new BernoulliCrossEntropy(),
            "categorical-cross-entropy" => new CategoricalCrossEntropy(),
            "ssim" => new StructuralSimilarity(),
            "ms-ssim" => new MultiScaleSimilarity(),
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
