using FsCheck;
using FsCheck.Xunit;
using Hourglass.Data;
using Hourglass.Errors;

namespace Hourglass.Tests.Data;

public class SplitTests
{
    [Property]
    public void Every_row_is_on_exactly_one_side_and_both_sides_have_rows(byte extra, byte share, ulong seed)
    {
        int rows = extra + 2;
        Split split = Split.Random(rows, (share + 1) / 257.0, seed);
        Assert.NotEmpty(split.Training);
        Assert.NotEmpty(split.Validation);
        Assert.Equal(Enumerable.Range(0, rows), split.Training.Concat(split.Validation).Order());
        Assert.Equal(split.Validation.Order(), split.Validation);
        Assert.Equal(split.Training.Order(), split.Training);
    }

    [Fact]
    public void The_same_seed_splits_the_same_way_and_another_differently()
    {
        Assert.Equal(Split.Random(1000, 0.1, 3).Validation, Split.Random(1000, 0.1, 3).Validation);
        Assert.NotEqual(Split.Random(1000, 0.1, 3).Validation, Split.Random(1000, 0.1, 4).Validation);
        Assert.Equal(100, Split.Random(1000, 0.1, 3).Validation.Length);
    }

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(10, 0)]
    [InlineData(10, 1)]
    [InlineData(10, double.NaN)]
    public void A_split_that_leaves_a_side_empty_is_refused(int rows, double fraction) =>
        Assert.Throws<InputException>(() => Split.Random(rows, fraction, 0));
}
