using FsCheck.Xunit;
using Hourglass.Coding;
using Hourglass.Numerics;

namespace Hourglass.Tests.Coding;

public class RangeCoderTests
{
    [Property(MaxTest = 300)]
    public bool What_was_encoded_is_decoded(byte[] symbols, int seed)
    {
        // Skewed now and then, so that intervals become very narrow; raw bits between.
        int Of(byte symbol) => seed % 3 == 0 ? symbol % 16 : symbol % 7 == 0 ? 15 : 0;
        var encoder = new RangeEncoder();
        AdaptiveModel[] models = [new(16), new(16)];
        for (int i = 0; i < symbols.Length; i++)
        {
            encoder.Symbol(models[i % 2], Of(symbols[i]));
            encoder.Bits(symbols[i] % 17, symbols[i] & ((1 << (symbols[i] % 17)) - 1));
        }

        var decoder = new RangeDecoder(encoder.Finish());
        models = [new(16), new(16)];
        for (int i = 0; i < symbols.Length; i++)
        {
            if (decoder.Symbol(models[i % 2], 0) != Of(symbols[i])) return false;
            if (decoder.Bits(symbols[i] % 17, 0) != (symbols[i] & ((1 << (symbols[i] % 17)) - 1))) return false;
        }

        return decoder.IsAtEnd;
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.03)]
    [InlineData(0.001)]
    public void The_length_comes_close_to_the_entropy(double share)
    {
        const int Count = 200_000;
        var random = new RandomStream(3, "symbols");
        var encoder = new RangeEncoder();
        var model = new AdaptiveModel(2);
        for (int i = 0; i < Count; i++) encoder.Symbol(model, random.NextDouble() < share ? 1 : 0);
        double entropy = -Count * ((share * Math.Log2(share)) + ((1 - share) * Math.Log2(1 - share))) / 8;
        Assert.InRange(encoder.Finish().Length, 0.97 * entropy, (1.03 * entropy) + 120);
    }

    [Fact]
    public void Carries_run_through_bytes_already_written()
    {
        // The last symbol of a wide alphabet every time keeps the low end just below a carry.
        var random = new RandomStream(1, "carries");
        for (int round = 0; round < 300; round++)
        {
            int[] symbols = [.. Enumerable.Range(0, 60).Select(_ => random.NextInt(50) == 0 ? 0 : 255)];
            var encoder = new RangeEncoder();
            var model = new AdaptiveModel(256);
            foreach (int symbol in symbols) encoder.Symbol(model, symbol);
            var decoder = new RangeDecoder(encoder.Finish());
            model = new AdaptiveModel(256);
            Assert.Equal(symbols, symbols.Select(_ => decoder.Symbol(model, 0)).ToArray());
        }
    }

    [Fact]
    public void A_cut_code_ends_in_an_error_and_not_in_endless_symbols()
    {
        var random = new RandomStream(2, "cut");
        var encoder = new RangeEncoder();
        var model = new AdaptiveModel(16);
        for (int i = 0; i < 1000; i++) encoder.Symbol(model, random.NextInt(16));
        byte[] code = encoder.Finish();
        var decoder = new RangeDecoder(code.AsMemory(0, code.Length / 2));
        model = new AdaptiveModel(16);
        Assert.Throws<InvalidDataException>(() =>
        {
            for (int i = 0; i < 1000; i++) decoder.Symbol(model, 0);
        });
    }

    [Fact]
    public void Bytes_that_nobody_read_are_noticed()
    {
        var encoder = new RangeEncoder();
        encoder.Symbol(new AdaptiveModel(16), 3);
        var decoder = new RangeDecoder((byte[])[.. encoder.Finish(), 1, 2, 3, 4, 5]);
        decoder.Symbol(new AdaptiveModel(16), 0);
        Assert.False(decoder.IsAtEnd);
    }

    [Fact]
    public void A_model_refuses_counts_it_cannot_work_with()
    {
        Assert.Throws<ArgumentException>(() => new AdaptiveModel([1, 0]));
        Assert.Throws<ArgumentException>(() => new AdaptiveModel([]));
        Assert.Throws<ArgumentException>(() => new AdaptiveModel([1 << 14, 1]));
    }

    // The check value of the catalogue of parametrised CRC algorithms, CRC-32/ISO-HDLC.
    [Fact]
    public void The_checksum_is_that_of_zip() => Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));
}
