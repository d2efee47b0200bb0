using Hourglass.Coding;
using Hourglass.Data;
using Hourglass.Jobs.ImageCompression.Coefficients;
using Hourglass.Jobs.ImageCompression.Transform;
using Hourglass.Numerics;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>Learns how coefficients of some pictures are distributed, by coding them at several rounding steps.</summary>
/// <param name="pictures">The pictures.</param>
/// <param name="seed">In which order they are coded.</param>
/// <param name="cancellationToken">Aborts.</param>
internal sealed class StatisticsFitting(PictureSet pictures, ulong seed, CancellationToken cancellationToken)
{
    // In sixteenths of a grey level: qualities 83 to 24, and what is above and below.
    private static readonly int[] s_steps = [24, 48, 80, 128, 192, 288, 448, 704, 1024, 1536, 2400];

    // Pictures are cut to so many pixels a side, and of more pixels in all than this a part is drawn: there are millions of coefficients in few pictures.
    private const int LongestSide = 512;
    private const long MostPixels = 50_000_000;

    // Kinds of the coarse pictures, whose neighbours are the differences before and above.
    private const int FirstCoarseKind = 45;

    /// <summary>All parameters of a codec.</summary>
    /// <param name="colours">The axes of colour.</param>
    /// <param name="start">What to begin with; null for nothing.</param>
    /// <param name="restoration">The net.</param>
    public CodecParameters Fit(ColourRotation colours, CodecParameters? start, Restoration restoration)
    {
        BandScales scales = start?.Scales ?? BandScales.Measure();
        Picture[] parts = Drawn();
        var parameters = new CodecParameters(colours, scales, start?.Rotated.Copy() ?? new ContextTables(), start?.Reversible.Copy() ?? new ContextTables(), restoration);
        // Each picture at four steps of those there are, in turn.
        (Picture Picture, int Step)[] coded = [.. parts.SelectMany((picture, i) => s_steps.Where((_, j) => (i + j) % 3 == 0).Select(step => (picture, step)))];
        Learn(parameters.Rotated, coded, step => new RotatedTransform(parameters, step), start is null);
        Learn(parameters.Reversible, [.. parts.Select(picture => (picture, 0))], _ => new ReversibleTransform(parameters, 0), start is null);
        return parameters with { Rotated = parameters.Rotated.Settled(CodecParameters.Settled), Reversible = parameters.Reversible.Settled(CodecParameters.Settled) };
    }

    private void Learn(ContextTables tables, (Picture Picture, int Step)[] coded, Func<int, ITileTransform> transformOf, bool isNew)
    {
        if (isNew)
        {
            for (int round = 0; round < 2; round++)
            {
                var equations = new ForetellingEquations(tables.Foretelling);
                // Every third is enough for sixteen numbers.
                Code([.. coded.Where((_, i) => i % 3 == round)], tables.Copy(), transformOf, equations.Observe);
                equations.Solve(tables.Foretelling, FirstCoarseKind);
            }
        }

        var random = new RandomStream(seed, "statistics");
        (Picture, int)[] shuffled = [.. coded];
        for (int i = shuffled.Length - 1; i > 0; i--)
        {
            int other = random.NextInt(i + 1);
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }

        Code(shuffled, tables, transformOf, null);
    }

    private void Code((Picture Picture, int Step)[] coded, ContextTables tables, Func<int, ITileTransform> transformOf, Action<int, ReadOnlySpan<int>, int>? observer)
    {
        var coder = new CoefficientCoder<BinaryTally>(new BinaryTally(), tables) { Observer = observer };
        foreach ((Picture picture, int step) in coded)
        {
            cancellationToken.ThrowIfCancellationRequested();
            new TileCodec(transformOf(step), picture.Channels).Learn(
                (line, target) => picture.Pixels.AsSpan(line * target.Length, target.Length).CopyTo(target), picture.Width, picture.Height, coder);
        }
    }

    // The middle of each picture, or of some of them.
    private Picture[] Drawn()
    {
        Picture[] parts = [.. pictures.Pictures.Select(named => named.Picture).Select(picture =>
            picture.Crop(Math.Max(0, (picture.Width - LongestSide) / 2), Math.Max(0, (picture.Height - LongestSide) / 2), LongestSide, LongestSide))];
        long pixels = parts.Sum(part => (long)part.Width * part.Height);
        if (pixels <= MostPixels) return parts;
        int every = (int)((pixels + MostPixels - 1) / MostPixels);
        return [.. parts.Where((_, i) => i % every == 0)];
    }
}
