using System.IO.Compression;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Readers;

/// <summary>
/// The npz format of NumPy: a zip of npy arrays. <c>FILE#array</c> picks one; without a part, the only array or the one with a usual name
/// is taken. Labels come from the array that is named, or from the usual partner (X and y, x_train and y_train).
/// </summary>
public sealed class NpzReader : Reader
{
    private const string Ending = ".npy";

    /// <summary>Usual names of the data, with those of their labels, in order of preference.</summary>
    private static readonly (string Data, string Label)[] UsualNames =
    [
        ("X", "y"), ("x", "y"), ("x_train", "y_train"), ("X_train", "y_train"), ("data", "target"), ("data", "labels"), ("data", "label"),
        ("images", "labels"), ("features", "labels"), ("x_test", "y_test"), ("X_test", "y_test"),
    ];

    /// <inheritdoc/>
    public override string Name => "npz";

    /// <inheritdoc/>
    public override bool ReadsFromItsEnd => true;

    /// <inheritdoc/>
    public override bool Recognises(ReadOnlySpan<byte> head, string fileName) => head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8);

    /// <inheritdoc/>
    public override DataSet Read(Stream stream, string name, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return Read(archive, name, options);
        }
        catch (InvalidDataException damage)
        {
            throw new InputException("The npz file is damaged.", name, damage.Message, remedy: "get the file again", cause: damage);
        }
        catch (NotSupportedException method)
        {
            throw new InputException("The npz file is packed in a way that cannot be read.", name, method.Message, remedy: "write it with numpy.savez", cause: method);
        }
    }

    private static DataSet Read(ZipArchive archive, string name, ReadOptions options)
    {
        if (archive.GetEntry("xl/workbook.xml") is not null || archive.GetEntry("xl/workbook.bin") is not null || archive.GetEntry("content.xml") is not null)
            throw new InputException("This is a workbook, not a table.", name, "the zip of a spreadsheet (xlsx, ods)", "a text file, one line a row", "save the sheet as CSV UTF-8, and give that file");
        if (options.Ignore.Count > 0)
            throw new InputException(
                "There is no such column to ignore.", name, string.Join(", ", options.Ignore), "the columns of npz arrays have no names", "leave out --ignore");
        ZipArchiveEntry[] arrays = [.. archive.Entries.Where(entry => entry.FullName.EndsWith(Ending, StringComparison.Ordinal))];
        string picked = Pick(arrays, name, options);
        DataSet data = ReadArray(arrays, picked, name, options.AllowsMissing);
        if (options.Label is { } label) return data.WithLabels(LabelColumn.From(ReadArray(arrays, label, name), data.Rows));
        string? partner = UsualNames.FirstOrDefault(pair => pair.Data == picked && Find(arrays, pair.Label) is not null).Label;
        if (partner is null) return data;
        DataSet usual = ReadArray(arrays, partner, name);
        return usual.Width == 1 && usual.Rows == data.Rows ? data.WithLabels(LabelColumn.From(usual, data.Rows)) : data;
    }

    private static string Pick(ZipArchiveEntry[] arrays, string name, ReadOptions options)
    {
        if (options.Part is not null) return options.Part;
        string[] candidates = [.. arrays.Select(NameOf).Where(array => array != options.Label)];
        if (candidates.Length == 1) return candidates[0];
        foreach ((string data, _) in UsualNames)
            if (candidates.Contains(data)) return data;
        throw new InputException(
            candidates.Length == 0 ? "The file holds no array." : "The file holds several arrays.", name, List(arrays),
            "one array is the data", candidates.Length == 0 ? null : $"name it: FILE#{candidates[0]}");
    }

    private static DataSet ReadArray(ZipArchiveEntry[] arrays, string array, string name, bool allowsMissing = false)
    {
        ZipArchiveEntry entry = Find(arrays, array)
            ?? throw new InputException($"There is no array '{array}' in the file.", name, List(arrays), remedy: "name one of these: FILE#array");
        using var stream = new ZipContent(entry);
        return NpyReader.ReadArray(stream, $"{name}#{array}", allowsMissing);
    }

    private static ZipArchiveEntry? Find(ZipArchiveEntry[] arrays, string array) => Array.Find(arrays, entry => NameOf(entry) == array);

    private static string NameOf(ZipArchiveEntry entry) => entry.FullName[..^Ending.Length];

    private static string List(ZipArchiveEntry[] arrays) => arrays.Length == 0 ? "no .npy entry" : string.Join(", ", arrays.Take(20).Select(NameOf));
}
