using FsCheck;
using FsCheck.Xunit;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Preprocessing;
using Hourglass.Tests.Data;

namespace Hourglass.Tests.Preprocessing;

public class ScalerTests
{
    private static readonly DataSet s_table = DataSet.From(
        new float[,] { { 1, 7, -5 }, { 2, 7, -5 }, { 3, 7, -5 }, { 4, 7, -5 }, { 100, 7, 5 } }, columns: ["income", "constant", "rare"]);

    [Fact]
    public void Auto_means_unit_for_pictures_and_bytes_and_robust_for_tables()
    {
        Assert.Equal(ScalingKind.Unit, Scaler.KindFor(DataSet.From(new byte[4].AsMemory(), 4)));
        Assert.Equal(ScalingKind.Unit, Scaler.KindFor(DataSet.From(new float[8].AsMemory(), 4, rowShape: [2, 2])));
        Assert.Equal(ScalingKind.Robust, Scaler.KindFor(s_table));
    }

    [Fact]
    public void Pixels_are_divided_by_the_one_maximum_of_the_training_rows()
    {
        DataSet pictures = DataSet.From(new byte[] { 0, 10, 0, 200, 255, 255 }.AsMemory(), 2);
        Scaler scaler = Scaler.Fit(pictures, [0, 1], ScalingKind.Unit);
        Assert.True(scaler.IsGlobal);
        Assert.Equal([0f, 1f], Scaled(scaler, pictures, 1));
        Assert.Equal(0.05f, Scaled(scaler, pictures, 0)[1], 1e-7f);
    }

    [Theory]
    [InlineData(ScalingKind.None)]
    [InlineData(ScalingKind.Unit)]
    [InlineData(ScalingKind.Standard)]
    [InlineData(ScalingKind.Robust)]
    public void Missing_values_do_not_count_and_are_scaled_to_0(ScalingKind kind)
    {
        DataSet whole = DataSet.From(new float[,] { { 1, 0 }, { 2, 0 }, { 4, 0 }, { 9, 0 } });
        DataSet holes = DataSet.From(new float[,] { { 1, float.NaN }, { float.NaN, float.NaN }, { 2, float.NaN }, { 4, float.NaN }, { float.NaN, float.NaN }, { 9, float.NaN } });
        Scaler expected = Scaler.Fit(whole, [0, 1, 2, 3], kind), scaler = Scaler.Fit(holes.AllowMissing(), [0, 1, 2, 3, 4, 5], kind);
        Assert.Equal(expected.Shift.ToArray(), scaler.Shift.ToArray());
        Assert.Equal(expected.Factor.ToArray(), scaler.Factor.ToArray());
        var row = new float[2];
        scaler.CopyScaled(holes.AllowMissing(), 1, row);
        Assert.Equal([0, 0], row);
        Assert.Contains("NaN", Assert.Throws<InputException>(() => Scaler.Fit(holes, [0, 1], kind)).Message);
    }

    [Fact]
    public void Unit_takes_each_column_of_a_table_from_its_minimum_to_its_maximum()
    {
        Scaler scaler = Scaler.Fit(s_table, [0, 1, 2, 3, 4], ScalingKind.Unit);
        Assert.Equal([0, 0, 0], Scaled(scaler, s_table, 0));
        Assert.Equal([1, 0, 1], Scaled(scaler, s_table, 4));
    }

    [Fact]
    public void Standard_gives_mean_0_and_deviation_1()
    {
        Scaler scaler = Scaler.Fit(s_table, [0, 1, 2], ScalingKind.Standard);
        Assert.Equal(-1.2247449f, Scaled(scaler, s_table, 0)[0], 1e-6f);
        Assert.Equal(0, Scaled(scaler, s_table, 1)[0]);
    }

    [Fact]
    public void Robust_uses_median_and_quartiles_then_the_deviation_then_1()
    {
        Scaler scaler = Scaler.Fit(s_table, [0, 1, 2, 3, 4], ScalingKind.Robust);
        Assert.Equal([3, 7, -5], scaler.Shift);
        Assert.Equal(1.349f / 2, scaler.Factor[0], 1e-6f);
        Assert.Equal(1, scaler.Factor[1]);
        Assert.Equal(0.25f, scaler.Factor[2], 1e-6f);
    }

    [Theory]
    [InlineData(ScalingKind.Unit)]
    [InlineData(ScalingKind.Standard)]
    [InlineData(ScalingKind.Robust)]
    public void A_constant_column_never_divides_by_zero(ScalingKind kind)
    {
        DataSet constant = DataSet.From(new float[,] { { 0.1f, 0, 1e30f }, { 0.1f, 0, 1e30f }, { 0.1f, 0, 1e30f } });
        Assert.Equal([0, 0, 0], Scaled(Scaler.Fit(constant, [0, 1, 2], kind), constant, 0));
    }

    [Property]
    public void What_is_scaled_comes_back(NonEmptyArray<short> values, ScalingKind kind)
    {
        DataSet data = DataSet.From(values.Get.Select(value => value / 8f).ToArray().AsMemory(), 1);
        Scaler scaler = Scaler.Fit(data, [.. Enumerable.Range(0, data.Rows)], kind);
        for (int row = 0; row < data.Rows; row++)
        {
            float[] there = Scaled(scaler, data, row);
            scaler.Invert(there);
            Assert.Equal(values.Get[row] / 8f, there[0], 0.01f);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_value_that_is_not_finite_is_named(float value)
    {
        DataSet data = DataSet.From(new float[,] { { 1, 2 }, { 3, value } }, columns: ["a", "age"]);
        string message = Assert.Throws<InputException>(() => Scaler.Fit(data, [0, 1], ScalingKind.Robust)).Message;
        Assert.Contains("row 2 of 2, column 'age'", message);
        Scaler.Fit(data, [0], ScalingKind.Robust);
    }

    [Fact]
    public void The_stored_vectors_make_the_same_scaler_and_damaged_ones_are_refused()
    {
        Scaler scaler = Scaler.Fit(s_table, [0, 1, 2, 3, 4], ScalingKind.Standard);
        Assert.Equal(Scaled(scaler, s_table, 3), Scaled(new Scaler(scaler.Kind, scaler.Shift, scaler.Factor), s_table, 3));
        Assert.Throws<InputException>(() => new Scaler(ScalingKind.Unit, [0, 1], [1]));
        Assert.Throws<InputException>(() => new Scaler(ScalingKind.Unit, [0], [0]));
        Assert.Throws<InputException>(() => new Scaler(ScalingKind.Unit, [float.NaN], [1]));
    }

    private static float[] Scaled(Scaler scaler, DataSet data, int row)
    {
        float[] values = DataSetTests.Row(data, row);
        scaler.Apply(values);
        return values;
    }
}
