namespace Hourglass.Data;

/// <summary>A picture with what belongs to it in a file: opacity, and what the file says about it.</summary>
/// <param name="Picture">The pixels, upright, not multiplied by their opacity.</param>
/// <param name="Alpha">[height, width], 0 for transparent to 255 for opaque; null when every pixel is opaque, which is the default.</param>
/// <param name="Metadata">Null, the default, when there is none.</param>
public sealed record PictureDocument(Picture Picture, byte[]? Alpha = null, PictureMetadata? Metadata = null);
