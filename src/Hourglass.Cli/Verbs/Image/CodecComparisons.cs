using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;

namespace Hourglass.Cli.Verbs.Image;

/// <summary>What several codecs made of pictures, each picture in equally many bytes: as rows of a table, a sentence and a report.</summary>
internal sealed class CodecComparisons
{
    private const int MostShown = 6, Side = 512;
    private readonly List<(string Name, (string Codec, PictureComparison Measures)[] Codecs)> _pictures = [];
    private readonly List<(double Lead, PictureVersions Versions)> _shown = [];

    /// <summary>Titles of the columns of <see cref="Rows"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["picture", "codec", "bytes", "bits per pixel", "PSNR in dB", "MS-SSIM"];

    public IReadOnlyList<(string Name, (string Codec, PictureComparison Measures)[] Codecs)> Pictures => _pictures;

    /// <summary>Each codec's means over the pictures.</summary>
    public IReadOnlyList<(string Codec, PictureComparison Measures)> Means => [.. _pictures[0].Codecs.Select((first, codec) => (first.Codec, PictureComparison.Mean([.. _pictures.Select(picture => picture.Codecs[codec].Measures)])))];

    /// <summary>In plain words: by how much the first codec is better than the others.</summary>
    public string Sentence
    {
        get
        {
            string what = _pictures.Count == 1 ? _pictures[0].Name : Figures.Count(_pictures.Count, "picture");
            PictureComparison own = Means[0].Measures;
            string others = string.Join(", ", Means.Skip(1).Select(other =>
                FormattableString.Invariant($"{Math.Abs(own.Psnr - other.Measures.Psnr):0.0} dB {(own.Psnr < other.Measures.Psnr ? "worse" : "better")} than {other.Codec}'s in {Figures.Bytes(other.Measures.Bytes)}")));
            return $"{what}: {Means[0].Codec}'s {(_pictures.Count == 1 ? "file" : "files")} of {Figures.Bytes(own.Bytes)}: {others}.";
        }
    }

    /// <summary>Takes note of a picture.</summary>
    /// <param name="original">The picture.</param>
    /// <param name="codecs">What each codec made of it, the one in question first; always the same codecs.</param>
    public void Add(NamedPicture original, IReadOnlyList<CodedPicture> codecs)
    {
        _pictures.Add((original.Name, [.. codecs.Select(codec => (codec.Codec, codec.Measures))]));
        // Pictures to look at are those where the codec in question does worst: nobody has to search for them.
        double lead = codecs[0].Measures.Psnr - codecs.Skip(1).Max(other => other.Measures.Psnr);
        int place = _shown.TakeWhile(shown => shown.Lead <= lead).Count();
        if (place == MostShown) return;
        _shown.Insert(place, (lead, new PictureVersions(Caption(original), [.. codecs.Select(codec => (codec.Codec, Middle(codec.Decoded))), ("original", Middle(original.Picture))])));
        if (_shown.Count > MostShown) _shown.RemoveAt(MostShown);
    }

    /// <summary>A row for each codec of each picture, and of the means where there are several pictures.</summary>
    public IEnumerable<IReadOnlyList<string>> Rows() => [.. _pictures.SelectMany(picture => RowsOf(picture.Name, picture.Codecs)), .. _pictures.Count == 1 ? [] : RowsOf("all, means", Means)];

    public Report ToReport() => new("Pictures in equally many bytes", Sentence,
    [
        new TableSection("Means", Columns, [.. RowsOf(Figures.Count(_pictures.Count, "picture"), Means)]),
        new SliderSection(_pictures.Count > _shown.Count ? $"The {_shown.Count} pictures where {Means[0].Codec} is least ahead" : "To look at", [.. _shown.Select(shown => shown.Versions)]),
        new TableSection("Each picture", Columns, [.. _pictures.SelectMany(picture => RowsOf(picture.Name, picture.Codecs))]),
    ]);

    private static IEnumerable<IReadOnlyList<string>> RowsOf(string name, IReadOnlyList<(string Codec, PictureComparison Measures)> codecs) => codecs.Select((codec, index) => (string[])
    [
        index == 0 ? name : "", codec.Codec, Figures.Count(codec.Measures.Bytes), Figures.Measure(codec.Measures.BitsPerPixel), Figures.Psnr(codec.Measures.Psnr),
        codec.Measures.MsSsim is { } similarity ? FormattableString.Invariant($"{similarity:0.0000}") : "-",
    ]);

    private static string Caption(NamedPicture named) =>
        Math.Max(named.Picture.Width, named.Picture.Height) <= Side ? named.Name : $"{named.Name}, the middle of {Figures.Count(named.Picture.Width)} x {Figures.Count(named.Picture.Height)} pixels";

    // Cut, not scaled: what a codec does to a picture is seen in its pixels.
    private static Picture Middle(Picture picture) => picture.Crop(Math.Max(0, (picture.Width - Side) / 2), Math.Max(0, (picture.Height - Side) / 2), Side, Side);
}
