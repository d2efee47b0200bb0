using Hourglass.Evaluation;
using Hourglass.Numerics;

namespace Hourglass.Tests.Evaluation;

public class GenerationReceiptTests
{
    [Fact]
    public void Copies_are_counted_and_lie_at_no_distance()
    {
        float[] training = Rows(50, "training");
        GenerationReceipt receipt = GenerationReceipt.Of([.. training.AsSpan(0, 12), 9, 9, 9], training, Rows(10, "held"), 3);
        Assert.Equal(4, receipt.ExactCopies);
        Assert.Equal(Math.Sqrt(Enumerable.Range(0, 50).Min(row => Enumerable.Range(0, 3).Sum(i => Math.Pow(9 - training[(row * 3) + i], 2)))) / 5, receipt.Distance, 1e-5);
    }

    [Fact]
    public void Of_equally_many_rows_the_share_is_plain_counting()
    {
        float[] training = Rows(30, "thirty"), held = Rows(30, "others"), rows = Rows(50, "rows");
        double expected = Enumerable.Range(0, 50).Average(row => Nearest(rows, row, training) < Nearest(rows, row, held) ? 1.0 : 0);
        Assert.Equal(expected, GenerationReceipt.Of(rows, training, held, 3).NearerShare!.Value, 1e-12);
    }

    [Fact]
    public void Rows_of_the_same_kind_are_as_near_to_either_although_more_are_trained_on() =>
        Assert.Equal(0.5, GenerationReceipt.Of(Rows(3000, "new"), Rows(800, "training"), Rows(200, "held"), 3).NearerShare!.Value, 0.06);

    [Fact]
    public void A_generator_that_copies_is_found_out_by_few_rows_held_back() =>
        Assert.Equal(1, GenerationReceipt.Of(Rows(400, "training"), Rows(400, "training"), Rows(40, "held"), 3).NearerShare!.Value, 1e-9);

    [Fact]
    public void Without_rows_held_back_there_is_no_share() => Assert.Null(GenerationReceipt.Of(Rows(5, "new"), Rows(9, "training"), [], 3).NearerShare);

    private static float[] Rows(int count, string path)
    {
        var random = new RandomStream(4, path);
        return [.. Enumerable.Range(0, count * 3).Select(_ => (float)random.NextNormal())];
    }

    private static double Nearest(float[] rows, int row, float[] references) =>
        Enumerable.Range(0, references.Length / 3).Min(other => Enumerable.Range(0, 3).Sum(i => Math.Pow(rows[(row * 3) + i] - references[(other * 3) + i], 2)));
}
