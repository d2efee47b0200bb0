namespace Hourglass.Data;

/// <summary>What a picture file says about its picture, each block as the bytes that PNG, JPEG and WebP alike carry; empty means that there is none.</summary>
/// <param name="Exif">Camera, time, place: a TIFF block that begins with its byte order, <c>II</c> or <c>MM</c>, without <c>Exif\0\0</c> before it.</param>
/// <param name="IccProfile">The colours that the numbers of the pixels mean, as the International Color Consortium defines it.</param>
/// <param name="Xmp">Titles, ratings, edits: an XML text in UTF-8.</param>
public sealed record PictureMetadata(ReadOnlyMemory<byte> Exif, ReadOnlyMemory<byte> IccProfile, ReadOnlyMemory<byte> Xmp)
{
    /// <summary>Nothing is said.</summary>
    public static PictureMetadata None { get; } = new(default, default, default);

    /// <summary>Whether nothing is said.</summary>
    public bool IsEmpty => Exif.IsEmpty && IccProfile.IsEmpty && Xmp.IsEmpty;
}
