using System.Text;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Readers;

namespace Hourglass.Sources;

/// <summary>
/// Opens data addresses as texts: lines of a file (UTF-8, plain or packed with gzip), <c>FILE.csv#column</c>, standard input, named texts.
/// Blank lines are left out; a text is one line, so line breaks inside a cell become spaces.
/// </summary>
/// <param name="readers">Formats with columns; the first that recognises a file reads the column.</param>
public sealed class TextSource(IReadOnlyList<Reader> readers)
{
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Loads the texts at an address.</summary>
    /// <param name="address">The address.</param>
    /// <exception cref="InputException">There is no text, or it is damaged.</exception>
    public TextSet Load(DataAddress address) => address.Kind switch
    {
        DataAddressKind.NamedSet => Named(address),
        DataAddressKind.StandardInput => OfStandardInput(),
        _ when address.Part is { } column => OfColumn(address.Location, column),
        _ => DataFile.Open(address.Location, stream => OfLines(address.Location, stream)),
    };

    private static TextSet Named(DataAddress address) =>
        NamedText.All.FirstOrDefault(text => text.Name == address.Location)?.Load(address.Part) ?? throw new InputException(
            "The set is not text.", address.ToString(), "rows of numbers",
            $"lines of a file, FILE.csv#column, - for standard input, or {string.Join(", ", NamedText.All.Select(text => text.Name))}", "give text here");

    private static TextSet OfStandardInput()
    {
        using Stream input = Console.OpenStandardInput();
        using var memory = new MemoryStream();
        input.CopyTo(memory);
        memory.Position = 0;
        return OfLines("standard input", memory);
    }

    private TextSet OfColumn(string path, string column) => DataFile.Open(path, stream =>
        DataFile.Unpack(stream, path, readers, (reader, content) => new TextSet($"{path}#{column}", [.. reader.ReadColumn(content, path, column).Where(IsText).Select(text => text.ReplaceLineEndings(" "))])));

    private static TextSet OfLines(string name, Stream stream) => DataFile.Unpack(stream, name, content =>
    {
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        ReadOnlySpan<byte> bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var texts = new List<string>();
        int line = 0;
        foreach (Range range in bytes.Split((byte)'\n'))
        {
            line++;
            string text = Text(bytes[range].TrimEnd((byte)'\r'), name, line);
            if (IsText(text)) texts.Add(text);
        }

        return new TextSet(name, texts);
    });

    private static string Text(ReadOnlySpan<byte> bytes, string name, int line)
    {
        if (bytes.Contains((byte)0)) throw NotText(name, line, "a byte 0", null);
        try
        {
            return s_utf8.GetString(bytes);
        }
        catch (DecoderFallbackException wrong)
        {
            throw NotText(name, line, "the bytes " + Convert.ToHexString(wrong.BytesUnknown ?? []), wrong);
        }
    }

    private static InputException NotText(string name, int line, string found, Exception? cause) => new(
        "The file is not text.", $"{name}, line {line}", found, "lines of text in UTF-8, plain or packed with gzip", "save it as UTF-8; the column of a table is FILE.csv#column", cause);

    private static bool IsText(string text) => !string.IsNullOrWhiteSpace(text);
}
