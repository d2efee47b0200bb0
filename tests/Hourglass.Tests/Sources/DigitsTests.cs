using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Sources;
using Hourglass.Tests.Data;

namespace Hourglass.Tests.Sources;

public class DigitsTests
{
    [Fact]
    public void The_digits_are_1797_labelled_pictures_of_8x8_pixels_from_0_to_16()
    {
        DataSet all = Digits.Load();
        Assert.Equal((1797, 64), (all.Rows, all.Width));
        Assert.Equal([8, 8], all.RowShape);
        Assert.Equal(typeof(byte), all.ElementType);
        Assert.Equal(16, DataSetTests.Values(all).Max());
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], DataSetTests.Row(all, 0)[..8]);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], all.Labels!.Take(10));
        Assert.Equal("8", all.Labels![1796]);
    }

    [Fact]
    public void The_test_part_is_the_last_360_rows()
    {
        DataSet all = Digits.Load(), train = Digits.Load("train"), test = Digits.Load("test");
        Assert.Equal((1437, 360), (train.Rows, test.Rows));
        Assert.Equal(DataSetTests.Row(all, 1437), DataSetTests.Row(test, 0));
        Assert.Equal(DataSetTests.Row(all, 1436), DataSetTests.Row(train, 1436));
        Assert.Equal(all.Labels!.Skip(1437), test.Labels!);
        Assert.Equal("digits:test", test.Name);
        Assert.Throws<InputException>(() => Digits.Load("valid"));
    }
}
