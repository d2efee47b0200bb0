using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Sources;

namespace Hourglass.Cli.Options;

/// <summary>Pictures as an argument: files, folders, arrays, named sets.</summary>
internal static class PictureInput
{
    public const string Description = "A picture (PNG, JPEG, WebP, GIF, BMP), a folder of them with the folders below it, an array [pictures, height, width], or digits, mnist, fashion-mnist";

    private const int MostListed = 20;

    /// <summary>Loads the pictures of an address, and says which, and what was left out.</summary>
    /// <param name="session">Opens the address.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="part">What a bare named set stands for.</param>
    public static PictureSet Load(Session session, string text, string part)
    {
        DataAddress address = DataAddress.Parse(text).WithDefaultPart(part);
        PictureSet pictures;
        using (var display = new LoadingDisplay(session)) pictures = PictureFiles.Load(session.Data, address, null, display, session.Interruption.Abort);
        WarnOf(session, pictures.LeftOut);
        session.Note($"Data: {address}, {Figures.Count(pictures.Pictures.Count, "picture")}, {Figures.Pixels(pictures.Pixels)}, {(pictures.Channels == 1 ? "grey" : "coloured")}.");
        return pictures;
    }

    /// <summary>Lists files that were left out, and why; after the first ones, how many more.</summary>
    public static void WarnOf(Session session, IReadOnlyList<(string Name, string Reason)> leftOut)
    {
        foreach ((string name, string reason) in leftOut.Take(MostListed)) session.Warn($"{name} is left out: {reason}");
        if (leftOut.Count > MostListed) session.Warn($"{Figures.Count(leftOut.Count - MostListed, "further file or column")} left out.");
    }
}
