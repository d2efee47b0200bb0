using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Jobs.ImageCompression.Bitstream;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>Finds the rounding step with which a target is met, by halving the range of steps: files shrink and errors grow with the step.</summary>
/// <param name="coding">Makes files.</param>
/// <param name="document">The picture.</param>
/// <param name="cancellationToken">Aborts.</param>
internal sealed class RateSearch(PictureCoding coding, PictureDocument document, CancellationToken cancellationToken)
{
    /// <summary>The best file for a target.</summary>
    public byte[] Find(CompressionTarget target)
    {
        double pixels = (double)document.Picture.Width * document.Picture.Height;
        return target switch
        {
            CompressionTarget.Quality quality => coding.Encode(document, false, quality.Step, null, cancellationToken),
            CompressionTarget.Bytes bytes => Within(bytes.Value),
            CompressionTarget.BitsPerPixel bits => Within((long)(bits.Value * pixels / 8)),
            CompressionTarget.Psnr psnr => GoodEnough(decoded => PictureQuality.Psnr(document.Picture, decoded) >= psnr.Value) ?? Reversible(0),
            CompressionTarget.MaxError { Value: 0 } => Reversible(0),
            CompressionTarget.MaxError error => Smaller(Reversible(error.Value), GoodEnough(decoded => LargestError(decoded) <= error.Value)),
            _ => throw new ArgumentOutOfRangeException(nameof(target)),
        };
    }

    private static byte[] Smaller(byte[] one, byte[]? other) => other is not null && other.Length < one.Length ? other : one;

    private byte[] Reversible(int tolerance) => coding.Encode(document, true, tolerance, null, cancellationToken);

    // The smallest step that keeps within the bytes; without loss when that does too.
    private byte[] Within(long bytes)
    {
        byte[]? best = Search(step => coding.Encode(document, false, step, null, cancellationToken), file => file.Length <= bytes, wantsSmallStep: true);
        if (best is null)
        {
            throw new Errors.InputException(
                "The picture does not go into so few bytes.", "bytes", $"{bytes:N0}", $"{coding.Encode(document, false, CompressedHeader.LargestStep, null, cancellationToken).Length:N0} bytes at least",
                "allow more bytes, or make the picture smaller");
        }

        // Nothing is gained by trying where the finest step is far from being enough.
        if (best.Length * 2L < bytes && Reversible(0) is { } whole && whole.Length <= bytes) return whole;
        return best;
    }

    // The largest step that is good enough; null when none is.
    private byte[]? GoodEnough(Func<Picture, bool> isGood)
    {
        var pixels = new byte[document.Picture.Pixels.Length];
        Picture decoded = document.Picture with { Pixels = pixels };
        return Search(step => coding.Encode(document, false, step, pixels, cancellationToken), _ => isGood(decoded), wantsSmallStep: false);
    }

    // Steps a 24th of an octave apart: a file changes by 2 % or so from one to the next.
    private static byte[]? Search(Func<int, byte[]> encode, Func<byte[], bool> isAllowed, bool wantsSmallStep)
    {
        const int PerOctave = 24, Octaves = 14;
        int[] steps = [.. Enumerable.Range(0, (PerOctave * Octaves) + 1).Select(i => (int)Math.Round(Math.Pow(2, i / (double)PerOctave))).Where(step => step <= CompressedHeader.LargestStep).Distinct()];
        byte[]? best = null;
        int low = 0, high = steps.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            byte[] file = encode(steps[middle]);
            bool isMet = isAllowed(file);
            if (isMet) best = file;
            if (isMet == wantsSmallStep) high = middle - 1;
            else low = middle + 1;
        }

        return best;
    }

    private int LargestError(Picture decoded)
    {
        int largest = 0;
        byte[] original = document.Picture.Pixels;
        for (int i = 0; i < original.Length; i++) largest = Math.Max(largest, Math.Abs(original[i] - decoded.Pixels[i]));
        return largest;
    }
}
