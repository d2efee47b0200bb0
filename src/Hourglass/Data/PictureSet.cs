using Hourglass.Errors;

namespace Hourglass.Data;

/// <summary>Pictures of any sizes, grey and coloured ones together. Immutable.</summary>
/// <param name="Name">Where they came from, for messages and reports.</param>
/// <param name="Pictures">At least one.</param>
public sealed record PictureSet(string Name, IReadOnlyList<NamedPicture> Pictures)
{
    /// <summary>What was found beside them and left out: a name and why.</summary>
    public IReadOnlyList<(string Name, string Reason)> LeftOut { get; init; } = [];

    /// <summary>1 when all are grey, otherwise 3.</summary>
    public int Channels => Pictures.Max(picture => picture.Picture.Channels);

    /// <summary>Pixels in all.</summary>
    public long Pixels => Pictures.Sum(picture => (long)picture.Picture.Width * picture.Picture.Height);

    /// <summary>The rows of a data set as pictures: <c>[height, width]</c> and <c>[height, width, 1]</c> are grey, <c>[height, width, 3]</c> coloured.</summary>
    /// <param name="data">
    /// Numbers from 0 to 255. Where there are several pictures and no number is above 16 (or above 1), that number is white instead of 255: the built-in
    /// digits count from 0 to 16.
    /// </param>
    /// <exception cref="InputException">The rows are no pictures, or a number is out of range.</exception>
    public static PictureSet From(DataSet data)
    {
        if (!PictureForm.IsPicture(data.RowShape))
        {
            throw new InputException(
                "The rows are no pictures.", data.Name, $"rows of shape [{string.Join(", ", data.RowShape)}]", "[height, width] or [height, width, 3]",
                "give picture files, a folder of them, or an array [pictures, height, width]");
        }

        var row = new float[data.Width];
        float largest = 0;
        for (int i = 0; i < data.Rows; i++)
        {
            data.CopyRow(i, row);
            foreach (float value in row)
            {
                if (!(value >= 0 && value <= byte.MaxValue))
                    throw new InputException("The rows are no pictures.", $"{data.Name}, row {i + 1}", FormattableString.Invariant($"a value of {value}"), "numbers from 0 to 255");
                largest = Math.Max(largest, value);
            }
        }

        // One picture may be dark; several of which none is light count to less than 255.
        RowPictures pictures = RowPictures.Of(data.RowShape, 0, data.Rows == 1 ? byte.MaxValue : largest)!;
        return new PictureSet(data.Name, [.. Enumerable.Range(0, data.Rows).Select(i =>
        {
            data.CopyRow(i, row);
            return new NamedPicture(data.Rows == 1 ? data.Name : $"{data.Name}, row {i + 1}", pictures.Draw(row));
        })]);
    }
}

/// <summary>A picture and where it came from.</summary>
/// <param name="Name">A file, or a row of a data set.</param>
/// <param name="Picture">The picture.</param>
public readonly record struct NamedPicture(string Name, Picture Picture);
