using Hourglass.Data;
using Hourglass.Evaluation;

namespace Hourglass.Formats.Pictures;

/// <summary>What a codec made of a picture.</summary>
/// <param name="Codec">Its name.</param>
/// <param name="Decoded">What comes out of its file.</param>
/// <param name="Measures">How small the file is, and how good the picture.</param>
public sealed record CodedPicture(string Codec, Picture Decoded, PictureComparison Measures)
{
    /// <summary>
    /// A picture by one codec, and by WebP and JPEG in as many bytes or as nearly as many as their quality can be set to: in this order. The bytes differ more
    /// where a format has no file so small or so large.
    /// </summary>
    /// <param name="picture">The original.</param>
    /// <param name="codec">The name of the codec.</param>
    /// <param name="compress">Makes its file.</param>
    /// <param name="decompress">Makes a picture of the file.</param>
    public static IReadOnlyList<CodedPicture> AtEqualBytes(Picture picture, string codec, Func<Picture, byte[]> compress, Func<byte[], Picture> decompress)
    {
        byte[] own = compress(picture);
        return
        [
            Of(codec, picture, own, decompress(own)),
            .. new[] { OtherCodec.WebP, OtherCodec.Jpeg }.Select(other =>
            {
                byte[] file = other.Nearest(picture, own.Length);
                return Of(other.Name, picture, file, OtherCodec.Decompress(file, picture.Channels));
            }),
        ];
    }

    private static CodedPicture Of(string codec, Picture original, byte[] file, Picture decoded) => new(codec, decoded, PictureComparison.Of(original, decoded, file.Length));
}
