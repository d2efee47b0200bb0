using System.Text.Json;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Tests.Golden;
using Hourglass.Tests.Jobs;

namespace Hourglass.Tests.Data;

public sealed class PictureFormTests
{
    [Fact]
    public void Sizes_come_out_as_in_PyTorch()
    {
        JsonElement golden = JsonDocument.Parse(File.ReadAllText(GoldenFiles.PathOf("picture_resampling.json"))).RootElement;
        double tolerance = golden.GetProperty("header").GetProperty("tolerance").GetDouble();
        foreach (JsonElement example in golden.GetProperty("cases").EnumerateArray())
        {
            GoldenArray source = GoldenArray.From(example.GetProperty("source")), target = GoldenArray.From(example.GetProperty("target"));
            DataSet data = DataSet.From(Array.ConvertAll(source.Values, value => (float)value).AsMemory(), source.Values.Length, rowShape: source.Shape);
            var form = new PictureForm { Size = (target.Shape[1], target.Shape[0]), Fit = Enum.Parse<PictureFit>(example.GetProperty("fit").GetString()!, ignoreCase: true) };
            var row = new float[target.Values.Length];
            form.Apply(data).CopyRow(0, row);
            target.AssertNear(Array.ConvertAll(row, value => (double)value), tolerance, example.GetProperty("name").GetString()!);
        }
    }

    // Left half 10, right half 20, 4 wide and 2 high.
    [Theory]
    [InlineData(PictureFit.Crop, new float[] { 10, 20, 10, 20 })]
    [InlineData(PictureFit.Stretch, new float[] { 10, 20, 10, 20 })]
    [InlineData(PictureFit.Pad, new float[] { 10, 20, 0, 0 })]
    public void The_fit_says_what_becomes_of_other_proportions(PictureFit fit, float[] expected)
    {
        DataSet data = DataSet.From(new float[,] { { 10, 10, 20, 20, 10, 10, 20, 20 } }).WithRowShape(2, 4);
        DataSet formed = new PictureForm { Size = (2, 2), Fit = fit }.Apply(data);
        var row = new float[4];
        formed.CopyRow(0, row);
        // Antialiasing lets neighbours shine through where a picture becomes smaller.
        Assert.All(row.Zip(expected), pair => Assert.InRange(pair.First, pair.Second - 1.7f, pair.Second + 1.7f));
        Assert.Equal(fit, formed.Fit);
        Assert.Equal(fit, formed.Select(0).WithName("other").Fit);
    }

    [Fact]
    public void A_crop_keeps_the_middle_and_a_pad_keeps_everything()
    {
        // One line of 9 pixels: only the middle three are not black.
        var line = new float[] { 0, 0, 0, 5, 6, 7, 0, 0, 0 };
        DataSet data = DataSet.From(line.AsMemory(), 9, rowShape: [1, 9]);
        Assert.Equal([5, 6, 7], Row(new PictureForm { Size = (3, 1) }.Apply(data)));
        float[] tall = Row(new PictureForm { Size = (9, 9), Fit = PictureFit.Pad }.Apply(data));
        Assert.Equal(line, tall[36..45]);
        Assert.Equal(18, tall.Sum());
    }

    [Fact]
    public void Bytes_stay_bytes_and_colours_become_what_is_asked_for()
    {
        Picture picture = GeneratedPictures.Of(6, 4, 3, 1);
        DataSet data = DataSet.From(picture.Pixels.AsMemory(), picture.Pixels.Length, rowShape: [4, 6, 3], labels: ["a"]);
        DataSet grey = new PictureForm { Colour = PictureColour.Grey }.Apply(data);
        Assert.Equal([4, 6], grey.RowShape);
        Assert.Equal(["a"], grey.Labels!);
        Assert.Equal(typeof(byte), grey.ElementType);
        Assert.Equal(Math.Round((0.299 * picture.Pixels[0]) + (0.587 * picture.Pixels[1]) + (0.114 * picture.Pixels[2])), Row(grey)[0]);
        float[] coloured = Row(new PictureForm { Colour = PictureColour.Rgb }.Apply(grey));
        Assert.Equal(Row(grey)[5], coloured[15]);
        Assert.Equal(coloured[15], coloured[17]);
        Assert.Same(data, PictureForm.AsTheyAre.Apply(data));
        Assert.Same(data, new PictureForm { Size = (6, 4) }.Apply(data));
    }

    [Fact]
    public void Rows_without_a_shape_take_the_size_as_theirs()
    {
        var form = new PictureForm { Size = (3, 2) };
        Assert.Equal([2, 3], form.Apply(DataSet.From(new float[4, 6])).RowShape);
        Assert.Equal([2, 3, 3], form.Apply(DataSet.From(new float[4, 18])).RowShape);
        Assert.Throws<InputException>(() => form.Apply(DataSet.From(new float[4, 7])));
    }

    [Theory]
    [InlineData(PictureFit.Crop, 800, 400, 64, 64, 2)]
    [InlineData(PictureFit.Pad, 800, 400, 64, 64, 1)]
    [InlineData(PictureFit.Stretch, 800, 400, 400, 50, 4)]
    [InlineData(PictureFit.Crop, 40, 40, 64, 64, 8)]
    public void So_many_eighths_of_a_picture_are_enough(PictureFit fit, int width, int height, int toWidth, int toHeight, int eighths) =>
        Assert.Equal(eighths, new PictureForm { Size = (toWidth, toHeight), Fit = fit }.EighthsOf(width, height));

    private static float[] Row(DataSet data)
    {
        var row = new float[data.Width];
        data.CopyRow(0, row);
        return row;
    }
}
