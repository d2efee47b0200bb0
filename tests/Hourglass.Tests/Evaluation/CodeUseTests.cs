using Hourglass.Evaluation;
using Hourglass.Numerics;

namespace Hourglass.Tests.Evaluation;

public class CodeUseTests
{
    [Fact]
    public void Numbers_that_never_vary_are_dead_whether_zero_or_not()
    {
        CodeUse use = CodeUse.Of(new float[,] { { 1, 0, 5, 0 }, { 3, 0, 5, 2 } });
        Assert.Equal((2, 1), (use.Dead, use.AlwaysZero));
        Assert.Equal(3 / 8.0, use.ZeroShare);
        Assert.Equal([1, 0, 0, 1], use.Variance);

        // The two that vary do so together: one direction.
        Assert.Equal(1, use.EffectiveDimension!.Value, 1e-9);
    }

    [Fact]
    public void The_effective_dimension_counts_directions_that_vary_equally()
    {
        var random = new RandomStream(3, "codes");
        var codes = new float[20_000, 6];
        for (int row = 0; row < codes.GetLength(0); row++)
        {
            // Three independent directions of the same variance, seen in six numbers.
            for (int i = 0; i < 3; i++)
            {
                float value = (float)random.NextNormal();
                (codes[row, i], codes[row, 5 - i]) = (value, -value);
            }
        }

        Assert.Equal(3, CodeUse.Of(codes).EffectiveDimension!.Value, 0.01);
    }

    [Fact]
    public void Where_nothing_varies_there_is_no_dimension()
    {
        Assert.Null(CodeUse.Of(new float[,] { { 1, 2 } }).EffectiveDimension);
        Assert.Null(CodeUse.Of(new float[,] { { 1, 2 }, { 1, 2 } }).EffectiveDimension);
        Assert.Null(CodeUse.Of(new float[3, CodeUse.WidestCode + 1]).EffectiveDimension);
    }
}
