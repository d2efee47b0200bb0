using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Baselines;
using Hourglass.Cli.Terminal;
using Hourglass.Data;
using Hourglass.Evaluation;
using Hourglass.Formats.Pictures;
using Hourglass.Jobs.ImageCompression;
using Hourglass.Sources;

namespace Hourglass.Cli.Verbs.Demo;

/// <summary><c>demo image</c>: handwritten digits as small picture files, beside PNG and JPEG.</summary>
internal sealed class ImageDemo() : Demo("image", "digits as picture files, smaller than PNG", "hourglass-demo-image.png")
{
    private const int PairsShown = 20;

    public override int Run(Session session, string picture, int threads)
    {
        PictureSet train = PictureSet.From(Digits.Train), test = PictureSet.From(Digits.Test);
        session.Note($"1. The data: {Figures.Count(train.Pictures.Count)} pictures of digits, 8 x 8 pixels, to learn from, {Figures.Count(test.Pictures.Count)} others to test with.");
        session.Note("2. The codec: a wavelet turns pixels into coefficients, which are rounded; a range coder writes each in as few bits as those around it foretell, and a net restores what rounding took.");
        var compression = new ImageCompression { Training = ImageCompression.DefaultTraining with { Threads = threads, Finish = session.Interruption.Finish } };
        ImageCodec codec = TrainingDisplay.While(session, progress => compression.Fit(train, progress: progress, cancellationToken: session.Interruption.Abort));
        session.Note("3. Training: " + LossCurve.Draw(codec.Autoencoder.History) + $" in {Figures.Seconds(codec.Autoencoder.Recipe.Training.Seconds)}.");
        session.Note($"4. Digits it has never seen, and what comes out of files of quality {ImageCodec.DefaultQuality}:");
        byte[][] files = [.. test.Pictures.Select(named => codec.Compress(named.Picture))];
        Picture[] decoded = [.. files.Select(file => codec.Decompress(file))];
        DataSet originals = Rows([.. test.Pictures.Select(named => named.Picture)]);
        float[,] shown = new float[decoded.Length, originals.Width];
        for (int row = 0; row < decoded.Length; row++)
            for (int i = 0; i < originals.Width; i++) shown[row, i] = decoded[row].Pixels[i];
        AtomicFile.Write(picture, PictureGrid.OfColumns([[.. test.Pictures.Take(PairsShown).Select(named => named.Picture)], decoded[..PairsShown]]).WritePng);
        foreach (string line in BlockPicture.Lines(originals, shown, session.Width)) session.Say(line);

        double bytes = files.Average(file => (double)file.Length), png = test.Pictures.Average(named => (double)PngSize.Of(named.Picture));
        double psnr = test.Pictures.Zip(decoded, (named, other) => PictureQuality.Psnr(named.Picture, other)).Average();
        double jpeg = test.Pictures.Zip(decoded, (named, other) => OtherCodec.Jpeg.AtLeast(named.Picture, PictureQuality.Psnr(named.Picture, other))?.Bytes ?? OtherCodec.Jpeg.Compress(named.Picture, 100).Length).Average();
        session.Answer(new JsonObject
        {
            ["demo"] = Name,
            ["rows"] = files.Length,
            ["bytes"] = bytes,
            ["pngBytes"] = png,
            ["jpegBytes"] = jpeg,
            ["psnr"] = psnr,
            ["seconds"] = codec.Autoencoder.Recipe.Training.Seconds,
            ["picture"] = picture,
        });
        foreach (string line in TextTable.Lines(["on the test digits", "this codec", "PNG", "JPEG at its PSNR"],
        [
            ["bytes of a file, headers included", Figures.Measure(bytes), Figures.Measure(png), Figures.Measure(jpeg)],
            ["PSNR in dB", Figures.Psnr(psnr), "without loss", Figures.Psnr(psnr)],
        ])) session.Say(line);
        session.Say();
        session.Say(FormattableString.Invariant($"A digit takes {bytes:0} bytes instead of {png:0} as PNG and {jpeg:0} as JPEG, for what a digit looks like is in the model and not in the file."));
        SayNext(
            session, picture, "image train digits -o digits-codec.hourglass", "image compress digits:test --with digits-codec.hourglass -o small-digits",
            "evaluate digits-codec.hourglass digits");
        return CommandLine.Done;
    }

    private static DataSet Rows(Picture[] pictures) =>
        DataSet.From(pictures.SelectMany(picture => picture.Pixels).ToArray().AsMemory(), pictures[0].Pixels.Length, rowShape: [pictures[0].Height, pictures[0].Width]);
}
