using System.CommandLine;
using Hourglass.Errors;
using Hourglass.Jobs.ImageCompression;

namespace Hourglass.Cli.Options;

/// <summary>What a compressed picture is to be like: at most one of six options.</summary>
internal sealed class CompressionTargetOptionSet
{
    private readonly Option<int> _quality = OptionOf.Whole("--quality", "1 (small) to 100 (good); at 100 pixels are off by about half a grey level.", 1, ImageCodec.DefaultQuality, 100);
    private readonly Option<double?> _bytes = OptionOf.NumberIfGiven("--bytes", "N", "In place of --quality: the best picture whose file has at most so many bytes.", Interval.AboveZero, "50000");
    private readonly Option<double?> _bits = OptionOf.NumberIfGiven("--bits-per-pixel", "B", "In place of --quality: the best picture in so many bits a pixel, all of the file counted.", Interval.AboveZero, "0.5");
    private readonly Option<double?> _psnr = OptionOf.NumberIfGiven("--psnr", "D", "In place of --quality: the smallest file whose picture has at least this PSNR, in dB.", Interval.AboveZero, "38");
    private readonly Option<int?> _error = OptionOf.Value<int?>(
        "--max-error", "In place of --quality: the smallest file in which no number of a pixel is off by more, in grey levels of 255.", "a whole number from 0 to 127", "2",
        text => int.TryParse(text, out int error) && error is >= 0 and <= 127 ? (true, error) : (false, null));

    private readonly Option<bool> _lossless = new("--lossless") { Description = "In place of --quality: every pixel is kept as it is." };

    public CompressionTargetOptionSet()
    {
        _quality.HelpName = "1..100";
        _error.HelpName = "E";
    }

    public IEnumerable<Option> Options => [_quality, _bytes, _bits, _psnr, _error, _lossless];

    /// <summary>The target that was typed, or the quality by default.</summary>
    /// <returns>It, the name of its option without hyphens before it, and its number; null for <c>--lossless</c>.</returns>
    /// <exception cref="InputException">There are several.</exception>
    public (CompressionTarget Target, string Name, double? Value) Read(ParseResult parse)
    {
        (Option Option, Func<(CompressionTarget, double?)> Read)[] all =
        [
            (_quality, () => (new CompressionTarget.Quality(parse.GetValue(_quality)), parse.GetValue(_quality))),
            (_bytes, () => (new CompressionTarget.Bytes((long)parse.GetValue(_bytes)!.Value), parse.GetValue(_bytes))),
            (_bits, () => (new CompressionTarget.BitsPerPixel(parse.GetValue(_bits)!.Value), parse.GetValue(_bits))),
            (_psnr, () => (new CompressionTarget.Psnr(parse.GetValue(_psnr)!.Value), parse.GetValue(_psnr))),
            (_error, () => (new CompressionTarget.MaxError(parse.GetValue(_error)!.Value), parse.GetValue(_error))),
            (_lossless, () => (CompressionTarget.Lossless, null)),
        ];
        (Option Option, Func<(CompressionTarget, double?)> Read)[] given = [.. all.Where(one => parse.GetResult(one.Option) is { Implicit: false })];
        if (given.Length > 1)
        {
            string names = string.Join(", ", given.Select(one => one.Option.Name));
            throw new InputException("There are several targets.", names, $"{given.Length} of them", "one says what the file is to be like", $"leave out all but one, for example {given[0].Option.Name}");
        }

        (Option option, Func<(CompressionTarget, double?)> read) = given is [var only] ? only : all[0];
        (CompressionTarget target, double? value) = read();
        return (target, option.Name.TrimStart('-'), value);
    }
}
