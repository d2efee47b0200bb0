using Hourglass.Numerics;

namespace Hourglass.Tests.Numerics;

public class PhiloxTests
{
    // The known-answer vectors published with the paper (Random123, kat_vectors, philox4x32 10).
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void The_published_vectors_come_out(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint r0, uint r1, uint r2, uint r3) =>
        Assert.Equal((r0, r1, r2, r3), Philox.Generate(((ulong)k1 << 32) | k0, c0, c1, c2, c3));

    [Fact]
    public void A_stream_repeats_for_its_seed_and_path_and_differs_for_others()
    {
        var first = Words(new RandomStream(7, "a"));
        Assert.Equal(first, Words(new RandomStream(7, "a")));
        Assert.NotEqual(first, Words(new RandomStream(8, "a")));
        Assert.NotEqual(first, Words(new RandomStream(7, "b")));

        static uint[] Words(RandomStream stream) => [.. Enumerable.Range(0, 9).Select(_ => stream.NextWord())];
    }

    [Fact]
    public void Normal_numbers_have_mean_zero_and_variance_one()
    {
        var stream = new RandomStream(1, "normal");
        double sum = 0, squares = 0;
        const int count = 100_000;
        for (int i = 0; i < count; i++)
        {
            double x = stream.NextNormal();
            sum += x;
            squares += x * x;
        }

        Assert.InRange(sum / count, -0.015, 0.015);
        Assert.InRange(squares / count, 0.98, 1.02);
    }

    [Fact]
    public void A_shuffle_keeps_every_element()
    {
        int[] items = [.. Enumerable.Range(0, 1000)];
        new RandomStream(3, "shuffle").Shuffle(items.AsSpan());
        Assert.NotEqual(Enumerable.Range(0, 1000), items);
        Assert.Equal(Enumerable.Range(0, 1000), items.Order());
    }
}
