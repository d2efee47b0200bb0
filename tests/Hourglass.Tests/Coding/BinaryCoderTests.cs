using Hourglass.Coding;
using Hourglass.Numerics;

namespace Hourglass.Tests.Coding;

public class BinaryCoderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50_000)]
    public void Decisions_come_back_and_take_what_their_probabilities_say(int count)
    {
        var random = new RandomStream(5, "decisions");
        var decisions = new (int Bit, int Probability)[count];
        for (int i = 0; i < count; i++)
        {
            // Rare ones and even ones.
            int probability = 1 + (random.NextInt(65535) >> random.NextInt(12));
            decisions[i] = (random.NextInt(65536) < probability ? 1 : 0, probability);
        }

        var encoder = new BinaryEncoder();
        foreach ((int bit, int probability) in decisions) encoder.Code(bit, probability);
        byte[] code = encoder.Finish();
        var decoder = new BinaryDecoder(code);
        foreach ((int bit, int probability) in decisions) Assert.Equal(bit, decoder.Code(0, probability));
        double bits = decisions.Sum(decision => -Math.Log2((decision.Bit == 1 ? decision.Probability : 65536 - decision.Probability) / 65536.0));
        Assert.InRange(8 * code.Length, bits - 32, (1.002 * bits) + 16);
    }

    [Fact]
    public void A_probability_comes_back_from_its_log_odds()
    {
        for (int logOdds = -2000; logOdds <= 2000; logOdds += 10) Assert.Equal(65536 / (1 + Math.Exp(-logOdds / 256.0)), Logistic.Squash(logOdds), 0.6);
        for (int probability = 8; probability < 65536; probability += 16) Assert.InRange(Logistic.Squash(Logistic.Stretch(probability)) - probability, -70, 70);
    }
}
