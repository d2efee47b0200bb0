using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Sources;
using Hourglass.Tests.Data;

namespace Hourglass.Tests.Sources;

public class BreastCancerTests
{
    [Fact]
    public void The_table_has_569_labelled_rows_of_30_named_columns()
    {
        DataSet all = BreastCancer.Load();
        Assert.Equal((569, 30), (all.Rows, all.Width));
        Assert.Equal(("mean radius", "radius error", "worst fractal dimension"), (all.Columns![0], all.Columns[10], all.Columns[29]));
        Assert.Equal([17.99f, 10.38f, 122.8f, 1001f], DataSetTests.Row(all, 0)[..4]);
        Assert.Equal((212, 357), (all.Labels!.Count(label => label == BreastCancer.Malignant), all.Labels!.Count(label => label == BreastCancer.Benign)));
    }

    [Fact]
    public void The_test_part_is_the_last_169_rows()
    {
        DataSet all = BreastCancer.Load(), train = BreastCancer.Train, test = BreastCancer.Test;
        Assert.Equal((400, 169), (train.Rows, test.Rows));
        Assert.Equal(DataSetTests.Row(all, 400), DataSetTests.Row(test, 0));
        Assert.Equal(DataSetTests.Row(all, 399), DataSetTests.Row(train, 399));
        Assert.Equal(all.Labels!.Skip(400), test.Labels!);
        Assert.Equal((173, 39), (train.Labels!.Count(label => label == BreastCancer.Malignant), test.Labels!.Count(label => label == BreastCancer.Malignant)));
        Assert.Equal("breast-cancer:test", test.Name);
        Assert.Throws<InputException>(() => BreastCancer.Load("valid"));
    }

}
