using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Formats.Pictures;

/// <summary>Writes rows that are pictures as PNG files, one a row, into a folder. Files of other names in it stay as they are.</summary>
public sealed class PictureFolderWriter
{
    private readonly string _folder;
    private readonly RowPictures _pictures;
    private readonly Func<int, string?> _nameOf;
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
    private int _rows;

    /// <summary>A writer into a folder, which is made when it is missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="rowShape"><c>[height, width]</c>, <c>[height, width, 1]</c> or <c>[height, width, 3]</c>.</param>
    /// <param name="white">The largest number: what is white follows from it as <see cref="RowPictures"/> says.</param>
    /// <param name="nameOf">What a row was read from, such as <c>cats/tom.jpg</c>, which becomes <c>cats/tom.png</c>; rows without a name are numbered from 1.</param>
    /// <exception cref="InputException">The rows are no pictures, or the folder cannot be made.</exception>
    public PictureFolderWriter(string folder, IReadOnlyList<int> rowShape, float white, Func<int, string?> nameOf)
    {
        (_folder, _nameOf) = (folder, nameOf);
        _pictures = RowPictures.Of(rowShape, 0, white) ?? throw RowPictures.NoPictures(folder, rowShape);
        Do(() => Directory.CreateDirectory(folder));
    }

    /// <summary>Writes the next rows.</summary>
    /// <param name="rows">[rows, width of a row].</param>
    /// <exception cref="InputException">A file cannot be written.</exception>
    public void Write(float[,] rows)
    {
        var row = new float[rows.GetLength(1)];
        for (int i = 0; i < rows.GetLength(0); i++)
        {
            Buffer.BlockCopy(rows, i * row.Length * sizeof(float), row, 0, row.Length * sizeof(float));
            string file = Path.Combine(_folder, NameOf(_rows++));
            byte[] png = PngWriter.Encode(_pictures.Draw(row));
            Do(() =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllBytes(file, png);
            });
        }
    }

    // tom.jpg and tom.webp of one folder become tom.png and tom.webp.png.
    private string NameOf(int row)
    {
        string name = _nameOf(row) ?? FormattableString.Invariant($"{row + 1:00000}");
        string own = Path.ChangeExtension(name, ".png");
        if (_taken.Add(own)) return own;
        for (int again = 1; ; again++)
        {
            own = again == 1 ? $"{name}.png" : $"{name}.{again}.png";
            if (_taken.Add(own)) return own;
        }
    }

    private void Do(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new InputException("The pictures cannot be written.", _folder, failed.Message, "a folder that takes new files", "name another folder", failed);
        }
    }
}
