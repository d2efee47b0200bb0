using Hourglass.Jobs.ImageCompression.Bitstream;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>What is wanted of a compressed picture.</summary>
public sealed record DecompressionOptions
{
    /// <summary>A part of the picture, in pixels of its whole size; all of it when null (default). Only tiles that it meets are decoded.</summary>
    public PictureRegion? Region { get; init; }

    /// <summary>How often both sides are halved, 0 (default) to 3: finer parts of the file are not looked at.</summary>
    public int Halvings { get; init; }

    /// <summary>Whether a file that is damaged or cut behind its header is decoded as far as it goes: coarser where parts are missing. False by default.</summary>
    public bool AllowsDamage { get; init; }

    /// <summary>The most threads; all of the machine by default.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
