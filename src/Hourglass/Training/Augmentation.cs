using Hourglass.Errors;
using Hourglass.Numerics;

namespace Hourglass.Training;

/// <summary>
/// Changes to pictures that leave them what they are, drawn anew each time a picture is trained on; validation and everything after training see the
/// pictures as they are. What is drawn follows from the seed, the step and the picture alone.
/// </summary>
public sealed record Augmentation
{
    /// <summary>Whether half of the pictures, drawn at random, are mirrored left to right; false by default.</summary>
    public bool Flip { get; init; }

    /// <summary>
    /// Most pixels by which a picture is shifted in each direction, drawn evenly; 0 (none) by default. What moves in at an edge is the picture's own mirror
    /// image, as when a border is added and a window of the old size is cut out.
    /// </summary>
    public int RandomCrop { get; init; }

    /// <summary>Refuses rows that are no pictures, and shifts that leave nothing of a picture.</summary>
    /// <param name="rowShape">Shape of a row.</param>
    /// <param name="name">What to call the rows in errors.</param>
    /// <exception cref="InputException">They do not fit.</exception>
    internal void RequireFor(IReadOnlyList<int> rowShape, string name)
    {
        if (rowShape.Count is not (2 or 3))
        {
            throw new InputException(
                "Only pictures are flipped or shifted.", name, $"rows of shape [{string.Join(", ", rowShape)}]", "[height, width] or [height, width, channels]",
                "leave out --flip and --random-crop, or say with --image-size WxH that rows are pictures");
        }

        if (RandomCrop < 0 || RandomCrop >= Math.Min(rowShape[0], rowShape[1]))
        {
            throw new InputException(
                "The pictures cannot be shifted so far.", "--random-crop", $"{RandomCrop} pixels, pictures of {rowShape[1]} x {rowShape[0]}", "0 or more, and less than a side of the picture",
                "a smaller number, for example an eighth of the side");
        }
    }

    /// <summary>One picture as it is trained on in one step.</summary>
    /// <param name="source">[height, width, channels].</param>
    /// <param name="target">Takes the changed picture.</param>
    /// <param name="rowShape">[height, width] or [height, width, channels].</param>
    /// <param name="key">Of the random numbers.</param>
    /// <param name="step">The step.</param>
    /// <param name="row">Number of the picture in its data set.</param>
    internal void Apply(ReadOnlySpan<float> source, Span<float> target, IReadOnlyList<int> rowShape, ulong key, long step, int row)
    {
        (int height, int width, int channels) = (rowShape[0], rowShape[1], rowShape.Count == 3 ? rowShape[2] : 1);
        (uint coin, uint across, uint down, _) = Philox.Generate(key, (uint)row, (uint)step, (uint)(step >> 32), 0);
        bool isFlipped = Flip && (coin & 1) != 0;
        (int right, int below) = (Shift(across), Shift(down));
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> line = source.Slice(Mirrored(y + below, height) * width * channels, width * channels);
            Span<float> changed = target.Slice(y * width * channels, width * channels);
            for (int x = 0; x < width; x++)
            {
                int from = Mirrored((isFlipped ? width - 1 - x : x) + right, width);
                for (int channel = 0; channel < channels; channel++) changed[(x * channels) + channel] = line[(from * channels) + channel];
            }
        }
    }

    // Evenly from -RandomCrop to RandomCrop: the high half of a product (Lemire 2019) without its rejection, whose bias is below one in a hundred million.
    private int Shift(uint word) => (int)((ulong)word * ((2 * (uint)RandomCrop) + 1) >> 32) - RandomCrop;

    // The edge itself is not repeated.
    private static int Mirrored(int place, int size) => place < 0 ? -place : place >= size ? (2 * (size - 1)) - place : place;
}
