using Hourglass.Evaluation;

namespace Hourglass.Tests.Evaluation;

public class DetectionMeasuresTests
{
    [Fact]
    public void Alarms_are_counted_against_the_truth()
    {
        DetectionMeasures measures = DetectionMeasures.Of([9, 8, 7, 1, 0], [true, true, false, false, false], [true, false, true, false, false]);
        Assert.Equal((1 / 2.0, 1 / 2.0, 1 / 3.0), (measures.Precision, measures.Recall, measures.FalseAlarmRate));
        Assert.Equal(5 / 6.0, measures.Auroc!.Value, 1e-12);
        Assert.Equal(5 / 6.0, measures.AveragePrecision!.Value, 1e-12);
    }

    [Fact]
    public void What_cannot_be_said_is_null() => Assert.Equal(
        new DetectionMeasures(null, null, null, null, 0), DetectionMeasures.Of([1, 2], [false, false], [false, false]));
}
