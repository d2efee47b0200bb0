using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Formats.Pictures;
using Hourglass.Readers;
using Hourglass.Sources;

namespace Hourglass.Cli.Options;

/// <summary>Pictures with their opacity and metadata as an argument: what <see cref="PictureInput"/> takes, one after the other, so that only one lies in memory.</summary>
/// <param name="Name">The file, or the row of a data set.</param>
/// <param name="Open">Reads it; null when it is left out, which is then told.</param>
internal sealed record DocumentInput(string Name, Func<PictureDocument?> Open)
{
    private static readonly PictureReader Formats = new();

    /// <summary>The pictures of some addresses.</summary>
    public static IReadOnlyList<DocumentInput> Of(Session session, IEnumerable<string> addresses) => [.. addresses.SelectMany(text => Of(session, text))];

    private static IEnumerable<DocumentInput> Of(Session session, string text)
    {
        DataAddress address = DataAddress.Parse(text);
        if (address.Kind == DataAddressKind.File && Directory.Exists(address.Location))
        {
            (IReadOnlyList<string> files, IReadOnlyList<(string, string)> leftOut) = PictureFiles.Find(session.Data, address.Location, session.Interruption.Abort);
            PictureInput.WarnOf(session, leftOut);
            session.Note($"Data: {address}, {Figures.Count(files.Count, "picture")}.");
            return files.Select(file => new DocumentInput(file, () => OfFolder(session, file)));
        }

        if (address.Kind == DataAddressKind.File && address.Part is null && File.Exists(address.Location) && IsPicture(address.Location))
            return [new DocumentInput(address.Location, () => Read(session, address.Location))];

        // Arrays and named sets have neither opacity nor metadata.
        return PictureInput.Load(session, text, NamedSet.Test).Pictures.Select(named => new DocumentInput(named.Name, () => new PictureDocument(named.Picture)));
    }

    private static bool IsPicture(string path) => DataFile.Open(path, stream =>
    {
        var head = new byte[DataFile.HeadLength];
        return Formats.Recognises(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)), path);
    });

    private static PictureDocument Read(Session session, string path)
    {
        (PictureDocument document, IReadOnlyList<string> notes) = PictureDocumentReader.Read(path);
        foreach (string note in notes) session.Warn($"{path}: {note}.");
        return document;
    }

    // One damaged file among many does not end the work.
    private static PictureDocument? OfFolder(Session session, string path)
    {
        try
        {
            return Read(session, path);
        }
        catch (InputException damage)
        {
            PictureInput.WarnOf(session, [(path, damage.Message.ReplaceLineEndings(" "))]);
            return null;
        }
    }
}
