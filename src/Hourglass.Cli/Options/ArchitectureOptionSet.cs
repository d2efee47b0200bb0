using System.CommandLine;
using Hourglass.Layers;
using Hourglass.Models;

namespace Hourglass.Cli.Options;

/// <summary>The options that say what the network looks like.</summary>
internal sealed class ArchitectureOptionSet
{
    private static readonly string[] Activations = [.. Activation.All.Select(activation => activation.Name)];

    private readonly Catalog _catalog;
    private readonly Option<string> _model;
    private readonly ArchitectureOptions _defaults;
    private readonly Option<int> _code;
    private readonly Option<int[]?> _layers = OptionOf.Value<int[]?>(
        "--layers", "Widths of the encoder's hidden layers, first to last; of convolutions the filters of each stage, which halves height and width (32,64 when none is given). The decoder mirrors them.",
        "whole numbers of at least 1, separated by commas", "512,256", OptionOf.ParseList!);

    private readonly Option<int[]?> _decoderLayers = OptionOf.Value<int[]?>(
        "--decoder-layers", "Widths of the decoder's hidden layers; the encoder's mirrored by default.",
        "whole numbers of at least 1, separated by commas", "256,512", OptionOf.ParseList!);

    private readonly Option<string> _activation;
    private readonly Option<string?> _codeActivation;
    private readonly Option<double> _dropout = OptionOf.Number("--dropout", "SHARE", "Share of hidden units dropped in training.", Interval.Share, 0);
    private readonly Option<double> _klWeight = OptionOf.Number("--kl-weight", "WEIGHT", "What the divergence of a variational code is multiplied by.", Interval.AboveZero, 1);
    private readonly Option<double> _freeBits = OptionOf.Number("--free-bits", "NATS", "Nats that each number of a variational code may carry for nothing.", Interval.ZeroOrMore, 0);
    private readonly Option<bool> _tied = new("--tied") { Description = "Let the decoder use the encoder's weights, transposed." };
    private readonly Option<string> _normalisation = OptionOf.Choice(
        "--normalisation", "Normalisation of hidden layers (of convolutions batch: by channel; layer: over a whole picture, which is a group normalisation of one group)", [.. Enum.GetNames<Normalisation>().Select(name => name.ToLowerInvariant())], "none");

    private readonly Option<string?> _initialiser = OptionOf.ChoiceIfGiven(
        "--initialiser", "First values of the weights, the activation's own by default", [.. Initialiser.All.Select(initialiser => initialiser.Name)]);

    /// <summary>The options, with a verb's defaults.</summary>
    /// <param name="catalog">What the names mean.</param>
    /// <param name="defaults">What is built when nothing is said; the library's defaults when null.</param>
    /// <param name="model">The architecture when none is named; the catalog's first when null.</param>
    public ArchitectureOptionSet(Catalog catalog, ArchitectureOptions? defaults = null, string? model = null)
    {
        _catalog = catalog;
        _defaults = defaults ?? new ArchitectureOptions();
        string[] names = [.. catalog.Architectures.Select(entry => entry.Name)];
        _model = OptionOf.Choice("--model", "Architecture", names, model ?? names[0]);
        _code = OptionOf.Whole("--code", "Size of the code: numbers that stand for a row.", 1, _defaults.Code);
        _activation = OptionOf.Choice("--activation", "Activation of hidden layers", Activations, _defaults.Activation.Name);
        string codeActivation = _defaults.CodeActivation is { } own ? $"{own.Name} by default" : "relu by default, linear when --layers is given";
        _codeActivation = OptionOf.ChoiceIfGiven("--code-activation", $"Activation of the code, {codeActivation}", Activations);
        _layers.Description += _defaults.Layers.IsEmpty ? " None by default." : $" {string.Join(',', _defaults.Layers)} by default.";
        _layers.HelpName = _decoderLayers.HelpName = "WIDTHS";
    }

    /// <summary>Whether any of them was typed.</summary>
    public bool IsGiven(ParseResult parse) => Options.Any(option => parse.GetResult(option) is { Implicit: false });

    public IEnumerable<Option> Options =>
        [_model, _layers, _decoderLayers, _code, _activation, _codeActivation, _normalisation, _dropout, _tied, _initialiser, _klWeight, _freeBits];

    public AutoencoderModel Read(ParseResult parse) => _catalog.Architecture(parse.GetValue(_model)!).Create(new ArchitectureOptions
    {
        Code = parse.GetValue(_code),
        Layers = parse.GetResult(_layers) is null ? _defaults.Layers : [.. parse.GetValue(_layers)!],
        // An array option that was left out reads as an empty array, which would mean a decoder without hidden layers.
        DecoderLayers = parse.GetResult(_decoderLayers) is null ? _defaults.DecoderLayers : [.. parse.GetValue(_decoderLayers)!],
        Activation = Activation.Parse(parse.GetValue(_activation)!),
        CodeActivation = parse.GetValue(_codeActivation) is { } name ? Activation.Parse(name) : _defaults.CodeActivation,
        Normalisation = Enum.Parse<Normalisation>(parse.GetValue(_normalisation)!, ignoreCase: true),
        Dropout = parse.GetValue(_dropout),
        KlWeight = parse.GetValue(_klWeight),
        FreeBits = parse.GetValue(_freeBits),
        TiedWeights = parse.GetValue(_tied),
        Initialiser = parse.GetValue(_initialiser) is { } chosen ? Initialiser.All.First(initialiser => initialiser.Name == chosen) : null,
    });
}
