using Hourglass.Errors;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>What a compressed picture is to be like: one of the nested records.</summary>
public abstract record CompressionTarget
{
    private CompressionTarget()
    {
    }

    /// <summary>Nothing is lost.</summary>
    public static CompressionTarget Lossless { get; } = new MaxError(0);

    /// <summary>A place between small and good.</summary>
    /// <param name="Value">1 (small) to 100 (good). At 100 the rounding step is one grey level; 11 less double it.</param>
    public sealed record Quality(int Value) : CompressionTarget
    {
        private const double Octave = 11;

        /// <exception cref="InputException">The quality is out of range.</exception>
        internal override void Require()
        {
            if (Value is < 1 or > 100)
                throw new InputException("The quality is out of range.", "quality", $"{Value}", "a whole number from 1 (small) to 100 (good)", $"for example {ImageCodec.DefaultQuality}");
        }

        /// <summary>The rounding step in sixteenths of a grey level.</summary>
        internal int Step => (int)Math.Round(16 * Math.Pow(2, (100 - Value) / Octave));
    }

    /// <summary>The best picture in so many bytes, all of the file counted.</summary>
    /// <param name="Value">The most bytes.</param>
    public sealed record Bytes(long Value) : CompressionTarget
    {
        internal override void Require() => RequirePositive("bytes", Value);
    }

    /// <summary>The best picture in so many bits for each of its pixels, all of the file counted.</summary>
    /// <param name="Value">The most bits.</param>
    public sealed record BitsPerPixel(double Value) : CompressionTarget
    {
        internal override void Require() => RequirePositive("bits per pixel", Value);
    }

    /// <summary>The smallest file whose picture is so good.</summary>
    /// <param name="Value">The least peak signal-to-noise ratio in dB.</param>
    public sealed record Psnr(double Value) : CompressionTarget
    {
        internal override void Require() => RequirePositive("PSNR", Value);
    }

    /// <summary>The smallest file in which no number of a pixel is off by more than this.</summary>
    /// <param name="Value">The most grey levels, 0 to 127; 0 is without loss.</param>
    public sealed record MaxError(int Value) : CompressionTarget
    {
        internal override void Require()
        {
            if (Value is < 0 or > Bitstream.CompressedHeader.LargestTolerance)
                throw new InputException("The error is out of range.", "max error", $"{Value}", $"0 (without loss) to {Bitstream.CompressedHeader.LargestTolerance} grey levels", "for example 2");
        }
    }

    internal abstract void Require();

    private static void RequirePositive(string what, double value)
    {
        if (!(value > 0 && double.IsFinite(value))) throw new InputException("The target cannot be met.", what, FormattableString.Invariant($"{value}"), "more than 0");
    }
}
