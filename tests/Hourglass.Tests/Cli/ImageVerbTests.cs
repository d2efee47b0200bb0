using System.Text.Json.Nodes;
using Hourglass.Data;
using Hourglass.Formats.Pictures;
using Hourglass.Tests.Jobs;

namespace Hourglass.Tests.Cli;

public sealed class ImageVerbTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public void A_codec_is_trained_on_a_folder_and_packs_pictures_of_another()
    {
        Folder("photos", 8, 1);
        Folder("others", 3, 100);
        File.WriteAllText(Path.Combine(_tool["photos"], "notes.txt"), "no picture");
        Assert.Equal(0, _tool.Run("image", "train", _tool["photos"], "--validation", _tool["others"], "--steps", "60", "--report", _tool["r.html"], "-o", _tool["m.hourglass"]));
        Assert.Contains("notes.txt is left out", _tool.Error);
        Assert.Contains("less than as PNG", _tool.Output);
        Assert.Matches("At equal PSNR its files are .*WebP's and .*JPEG's", _tool.Output);
        string page = File.ReadAllText(_tool["r.html"]);
        Assert.Contains("JPEG, 50", page);
        Assert.Contains("data:image/png;base64", page);

        Assert.Equal(0, _tool.Run("image", "compress", _tool["others"], "--with", _tool["m.hourglass"], "--quality", "40", "-o", _tool["small"], "--json"));
        JsonObject json = _tool.Json;
        Assert.Equal("model target value bytes pngBytes pictures".Split(' '), json.Select(pair => pair.Key));
        Assert.Equal("input output bytes bitsPerPixel psnr pngBytes jpegBytes jpegPsnr".Split(' '), json["pictures"]![0]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(["picture0.hgi", "picture1.hgi", "picture2.hgi"], Directory.GetFiles(_tool["small"]).Select(path => Path.GetFileName(path)).Order());
        Assert.Equal((long)json["bytes"]!, Directory.GetFiles(_tool["small"]).Sum(path => new FileInfo(path).Length));

        Assert.Equal(0, _tool.Run("image", "decompress", Path.Combine(_tool["small"], "picture1.hgi"), "--with", _tool["m.hourglass"], "-o", _tool["again.png"], "--json"));
        Assert.Equal("input output width height channels alpha partial model".Split(' '), _tool.Json.Select(pair => pair.Key));
        Assert.Equal((96, 64, 3), ((int)_tool.Json["width"]!, (int)_tool.Json["height"]!, (int)_tool.Json["channels"]!));
        Assert.Equal(0, _tool.Run("evaluate", _tool["m.hourglass"], _tool["again.png"]));
    }

    [Fact]
    public void Evaluate_prints_rate_points_and_png_beside_them()
    {
        string model = Digits();
        Assert.Equal(0, _tool.Run("evaluate", model, "digits", "--json"));
        Assert.Equal(
            "rows mse squaredErrorPerRow bce seconds scaling pictures bitsPerPixel bitsPerPixelPng psnr bitsPerPixel20 psnr20 bitsPerPixel35 psnr35 bitsPerPixel70 psnr70".Split(' '),
            _tool.Json.Select(pair => pair.Key));
        Assert.True((double)_tool.Json["bitsPerPixel"]! < 0.5 * (double)_tool.Json["bitsPerPixelPng"]!);
        Assert.Equal(0, _tool.Run("reconstruct", model, "digits", "--picture", _tool["grid.png"]));
        Assert.Equal(0, _tool.Run("encode", model, "digits", "-o", _tool["codes.npy"]));
        Assert.Equal(0, _tool.Run("inspect", model));
        Assert.Contains("grey or coloured", _tool.Output);
        string shown = _tool.Output;
        Assert.Equal(0, _tool.Run("inspect", model, "--json"));
        Assert.Equal(["id", "pictures"], _tool.Json["facts"]!.AsObject().Select(fact => fact.Key));
        Assert.Contains((string)_tool.Json["facts"]!["id"]!, shown);
        // Of all pictures: none was held back.
        Assert.Equal(0, _tool.Run("image", "train", "digits", "--steps", "3", "--validation", "0", "-o", _tool["all.hourglass"]));
        Assert.Equal(0, _tool.Run("reproduce", _tool["all.hourglass"], "digits"));
        Assert.Equal(0, _tool.Run("verify", model));
    }

    [Fact]
    public void The_size_of_a_PNG_is_the_same_in_every_verb()
    {
        string model = Digits();
        Assert.Equal(0, _tool.Run("evaluate", model, "digits", "--json"));
        double bitsPerPixel = (double)_tool.Json["bitsPerPixelPng"]!;
        Assert.Equal(0, _tool.Run("image", "compress", "digits", "--with", model, "-o", _tool["small"], "--json"));
        Assert.Equal(bitsPerPixel, 8 * (double)_tool.Json["pngBytes"]! / (360 * 64), 1e-9);
    }

    [Fact]
    public void One_picture_goes_into_one_file_and_a_sentence_tells_of_it()
    {
        Folder("photos", 1, 1);
        string photo = Path.Combine(_tool["photos"], "picture0.png");
        Assert.Equal(0, _tool.Run("image", "train", photo, "--steps", "30", "-o", _tool["m.hourglass"]));
        Assert.Equal(0, _tool.Run("image", "compress", photo, "--with", _tool["m.hourglass"], "-o", _tool["photo.hgi"]));
        Assert.Contains("against PNG", _tool.Output);
        Assert.Contains("bits per pixel at a PSNR of", _tool.Output);
        Assert.Contains("JPEG", _tool.Output);
    }

    [Fact]
    public void Opacity_metadata_targets_regions_scales_and_first_bytes_do_what_they_say()
    {
        string model = Digits();
        var said = new PictureMetadata("II*\0\x08\0\0\0\0\0\0\0\0\0"u8.ToArray(), default, "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"u8.ToArray());
        var document = new PictureDocument(GeneratedPictures.Of(200, 150, 3, 5), GeneratedPictures.Of(200, 150, 1, 6).Pixels, said);
        PictureDocumentWriter.Write(_tool["in.png"], document);
        Assert.Equal(0, _tool.Run("image", "compress", _tool["in.png"], "--with", model, "--lossless", "--threads", "1", "-o", _tool["p.hgi"], "--json"));
        Assert.Equal(("lossless", null, null), ((string?)_tool.Json["target"], _tool.Json["value"], _tool.Json["pngBytes"]));
        Assert.Equal(0, _tool.Run("image", "decompress", _tool["p.hgi"], "--with", model, "-o", _tool["again.png"]));
        PictureDocument again = PictureDocumentReader.Read(_tool["again.png"]).Document;
        Assert.Equal(document.Picture.Pixels, again.Picture.Pixels);
        Assert.Equal(document.Alpha, again.Alpha);
        Assert.Equal(said.Xmp.ToArray(), again.Metadata!.Xmp.ToArray());

        Assert.Equal(0, _tool.Run("image", "decompress", _tool["p.hgi"], "--with", model, "--region", "10,20,30,40", "-o", _tool["part.png"]));
        Assert.Equal(document.Picture.Crop(10, 20, 30, 40).Pixels, PictureDocumentReader.Read(_tool["part.png"]).Document.Picture.Pixels);
        Assert.Equal(0, _tool.Run("image", "decompress", _tool["p.hgi"], "--with", model, "--scale", "1/4", "-o", _tool["small.jpg"], "--json"));
        Assert.Equal((50, 38, false), ((int)_tool.Json["width"]!, (int)_tool.Json["height"]!, (bool)_tool.Json["partial"]!));
        Assert.Contains("opacity", _tool.Error);
        Assert.Equal(0, _tool.Run("image", "decompress", _tool["p.hgi"], "--with", model, "--first-bytes", "9000", "-o", _tool["coarse.webp"], "--json"));
        Assert.True((bool)_tool.Json["partial"]!);
        Assert.Contains("partial", _tool.Error);

        Assert.Equal(0, _tool.Run("image", "compress", _tool["in.png"], "--with", model, "--bytes", "25000", "-o", _tool["b.hgi"]));
        Assert.InRange(new FileInfo(_tool["b.hgi"]).Length, 15000, 25000);
        Assert.Equal(0, _tool.Run("image", "compress", _tool["in.png"], "--with", model, "--psnr", "36", "-o", _tool["b.hgi"], "--json"));
        Assert.InRange((double)_tool.Json["pictures"]![0]!["psnr"]!, 36, 36.6);
    }

    [Fact]
    public void A_folder_of_files_is_decompressed_but_for_damaged_ones()
    {
        string model = Digits();
        Folder("photos", 3, 1);
        File.WriteAllBytes(Path.Combine(_tool["photos"], "torn.png"), PngWriter.Encode(GeneratedPictures.Of(96, 64, 3, 9))[..500]);
        Assert.Equal(0, _tool.Run("image", "compress", _tool["photos"], "--with", model, "-o", _tool["small"]));
        Assert.Contains("torn.png is left out", _tool.Error);
        Assert.Equal(0, _tool.Run("image", "decompress", _tool["small"], "--with", model, "-o", _tool["again"]));
        Assert.Equal(3, Directory.GetFiles(_tool["again"], "*.png").Length);
        File.WriteAllBytes(Path.Combine(_tool["small"], "broken.hgi"), [1, 2, 3]);
        Assert.Equal(1, _tool.Run("image", "decompress", _tool["small"], "--with", model, "-o", _tool["again"], "--json"));
        Assert.Equal((1, 3), ((int)_tool.Json["leftOut"]!, _tool.Json["pictures"]!.AsArray().Count));
        Assert.Contains("broken.hgi", _tool.Error);
    }

    [Fact]
    public void A_training_goes_on_from_another_and_holds_every_tenth_picture_back()
    {
        Folder("photos", 20, 1);
        Assert.Equal(0, _tool.Run("image", "train", _tool["photos"], "--with", Digits(), "--steps", "3", "-o", _tool["m.hourglass"], "--json"));
        Assert.Equal(2, (int)_tool.Json["pictures"]!);
        Assert.NotNull(_tool.Json["bdRateJpeg"]);
        Assert.Equal(0, _tool.Run("image", "train", _tool["photos"], "--steps", "3", "--validation", "0", "-o", _tool["m.hourglass"]));
        Assert.Contains("Measured on pictures it was trained on", _tool.Output);
    }

    [Fact]
    public void The_file_and_its_pixels_are_the_same_for_any_number_of_threads()
    {
        string model = Digits();
        Assert.Equal(0, _tool.Run("image", "train", "digits", "--steps", "30", "--threads", "1", "-o", _tool["one.hourglass"]));
        foreach (string name in new[] { model, _tool["one.hourglass"] })
            Assert.Equal(0, _tool.Run("image", "compress", "digits", "--with", name, "-o", name + "-files"));
        foreach (string file in Directory.GetFiles(model + "-files"))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(_tool["one.hourglass"] + "-files", Path.GetFileName(file))));
    }

    [Fact]
    public void Bad_input_is_explained()
    {
        string model = Digits();
        Folder("photos", 1, 1);
        string photo = Path.Combine(_tool["photos"], "picture0.png");
        Assert.Contains(".hgi", _tool.Refuses(1, "image", "compress", photo, "--with", model, "-o", _tool["x.jpg"]));
        Assert.Contains("folder", _tool.Refuses(1, "image", "compress", "digits", "--with", model, "-o", photo));
        Assert.Contains("overwrite", _tool.Refuses(1, "image", "compress", photo, "--with", model, "-o", model));
        Assert.Contains("nowhere.png", _tool.Refuses(1, "image", "compress", _tool["nowhere.png"], "--with", model, "-o", _tool["x.hgi"]));
        Assert.Contains("quality", _tool.Refuses(1, "image", "compress", photo, "--with", model, "--quality", "0", "-o", _tool["x.hgi"]));
        Assert.Contains("no compressed picture", _tool.Refuses(1, "image", "decompress", photo, "--with", model, "-o", _tool["x.png"]));
        Assert.Contains("quality", _tool.Refuses(1, "image", "compare", "digits", "--with", model, "--quality", "101", "--report", _tool["x.html"]));
        Assert.Contains("nowhere.png", _tool.Refuses(1, "image", "compare", _tool["nowhere.png"], "--with", model, "--report", _tool["x.html"]));
        Assert.Contains("overwrite", _tool.Refuses(1, "image", "compare", photo, "--with", model, "--report", photo));
        File.WriteAllBytes(_tool["empty.hgi"], []);
        string empty = _tool.Refuses(1, "image", "decompress", _tool["empty.hgi"], "--with", model, "-o", _tool["x.png"]);
        Assert.Contains("an empty file", empty);
        Assert.Contains("remedy", empty);
        Assert.Contains("job 'image'", _tool.Refuses(1, "image", "compress", photo, "--with", _tool.Digits(), "-o", _tool["x.hgi"]));
        File.WriteAllText(_tool["rows.csv"], "1,2\n3,4\n");
        Assert.Contains("no picture", _tool.Refuses(1, "image", "train", _tool["rows.csv"], "-o", _tool["m.hourglass"]));
        Assert.Contains("several targets", _tool.Refuses(1, "image", "compress", photo, "--with", model, "--quality", "50", "--lossless", "-o", _tool["x.hgi"]));
        Assert.Contains("leave out all but one", _tool.Refuses(1, "image", "compress", photo, "--with", model, "--bytes", "9000", "--psnr", "30", "-o", _tool["x.hgi"]));
        Assert.Contains("0 to 127", _tool.Refuses(1, "image", "compress", photo, "--with", model, "--max-error", "128", "-o", _tool["x.hgi"]));
        foreach (string option in new[] { "--bytes", "--bits-per-pixel", "--psnr" })
            Assert.Contains(option, _tool.Refuses(1, "image", "compress", photo, "--with", model, option, "-1", "-o", _tool["x.hgi"]));
        Assert.Contains("so few bytes", _tool.Refuses(1, "image", "compress", photo, "--with", model, "--bytes", "10", "-o", _tool["x.hgi"]));
        Assert.Equal(0, _tool.Run("image", "compress", photo, "--with", model, "-o", _tool["p.hgi"]));
        Assert.Contains(".png, .jpg", _tool.Refuses(1, "image", "decompress", _tool["p.hgi"], "--with", model, "-o", _tool["x.bmp"]));
        Assert.Contains("not in the picture", _tool.Refuses(1, "image", "decompress", _tool["p.hgi"], "--with", model, "--region", "90,0,10,10", "-o", _tool["x.png"]));
        Assert.Contains("--region", _tool.Refuses(1, "image", "decompress", _tool["p.hgi"], "--with", model, "--region", "1,2,3", "-o", _tool["x.png"]));
        Assert.Contains("--scale", _tool.Refuses(1, "image", "decompress", _tool["p.hgi"], "--with", model, "--scale", "1/3", "-o", _tool["x.png"]));
        Assert.Contains("--first-bytes", _tool.Refuses(1, "image", "decompress", _tool["p.hgi"], "--with", model, "--first-bytes", "0", "-o", _tool["x.png"]));
        Assert.Contains("damaged", _tool.Refuses(1, "image", "decompress", _tool["p.hgi"], "--with", model, "--first-bytes", "12", "-o", _tool["x.png"]));
        Assert.Contains("no compressed picture", _tool.Refuses(1, "image", "decompress", _tool["photos"], "--with", model, "-o", _tool["x"]));
        Assert.False(File.Exists(_tool["x.hgi"]) || File.Exists(_tool["x.png"]) || File.Exists(_tool["x.html"]) || File.Exists(_tool["m.hourglass"]));
    }

    [Fact]
    public void Pictures_are_compared_in_equally_many_bytes_and_the_page_shows_them()
    {
        Folder("photos", 8, 1);
        Assert.Equal(0, _tool.Run("image", "train", _tool["photos"], "--steps", "30", "-o", _tool["m.hourglass"]));
        Assert.Equal(0, _tool.Run("image", "compress", _tool["photos"], "--with", _tool["m.hourglass"], "--quality", "60", "-o", _tool["small"], "--json"));
        JsonNode[] files = [.. _tool.Json["pictures"]!.AsArray()!];
        Assert.Equal(0, _tool.Run("image", "compare", _tool["photos"], "--with", _tool["m.hourglass"], "--quality", "60", "--report", _tool["page.html"], "--json"));
        Assert.Equal("model quality report means pictures".Split(' '), _tool.Json.Select(pair => pair.Key));
        Assert.Equal("codec bytes bitsPerPixel psnr msSsim".Split(' '), _tool.Json["means"]![0]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(["Hourglass", "WebP", "JPEG"], _tool.Json["means"]!.AsArray().Select(codec => (string)codec!["codec"]!));
        foreach ((JsonNode? picture, JsonNode file) in _tool.Json["pictures"]!.AsArray().Zip(files))
        {
            JsonArray codecs = picture!["codecs"]!.AsArray();
            Assert.Equal((long)file["bytes"]!, (long)codecs[0]!["bytes"]!);
            Assert.Equal((double)file["psnr"]!, (double)codecs[0]!["psnr"]!);
            Assert.All(codecs, codec => Assert.InRange((long)codec!["bytes"]!, 0.85 * (long)file["bytes"]!, 1.15 * (long)file["bytes"]!));
        }

        // Six pictures to look at, each by three codecs and as it was; all eight in the table.
        string page = File.ReadAllText(_tool["page.html"]);
        Assert.Equal(6, page.Split("<figure class=\"slider\"").Length - 1);
        Assert.Equal(24, page.Split("<img ").Length - 1);
        Assert.Contains("picture7.png", page);
    }

    [Fact]
    public void A_picture_without_a_page_is_compared_in_words()
    {
        Assert.Equal(0, _tool.Run("image", "compare", "digits", "--with", Digits()));
        Assert.Matches("360 pictures: Hourglass's files of .*better than JPEG's", _tool.Output);
        Assert.Contains("all, means", _tool.Output);
    }

    [Fact]
    public void The_demo_shows_digits_and_their_bytes()
    {
        Assert.Equal(0, _tool.Run("demo", "image", "-o", _tool["demo.png"]));
        Assert.Contains("JPEG at its PSNR", _tool.Output);
        Assert.Contains("bytes instead of", _tool.Output);
        Assert.Equal(3, _tool.Output.Split('\n').Count(line => line.StartsWith("  hourglass ", StringComparison.Ordinal)));
        Assert.True(File.Exists(_tool["demo.png"]));
    }

    private string Digits()
    {
        Assert.Equal(0, _tool.Run("image", "train", "digits", "--steps", "30", "-o", _tool["codec.hourglass"]));
        return _tool["codec.hourglass"];
    }

    private void Folder(string name, int count, ulong seed)
    {
        Directory.CreateDirectory(_tool[name]);
        for (int i = 0; i < count; i++)
            File.WriteAllBytes(Path.Combine(_tool[name], $"picture{i}.png"), PngWriter.Encode(GeneratedPictures.Of(96, 64, 3, seed + (ulong)i)));
    }
}
