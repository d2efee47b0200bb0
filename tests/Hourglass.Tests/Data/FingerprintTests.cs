using Hourglass.Data;

namespace Hourglass.Tests.Data;

public class FingerprintTests
{
    [Fact]
    public void Equal_values_have_one_fingerprint_whatever_they_are_stored_as() =>
        Assert.Equal(Fingerprint.Of(DataSet.From(new byte[] { 1, 2, 3, 4 }.AsMemory(), 2)), Fingerprint.Of(DataSet.From(new float[,] { { 1, 2 }, { 3, 4 } })));

    [Fact]
    public void A_changed_value_or_shape_changes_it()
    {
        string original = Fingerprint.Of(DataSet.From(new float[,] { { 1, 2 }, { 3, 4 } }));
        Assert.Equal(64, original.Length);
        Assert.NotEqual(original, Fingerprint.Of(DataSet.From(new float[,] { { 1, 2 }, { 3, 5 } })));
        Assert.NotEqual(original, Fingerprint.Of(DataSet.From(new float[,] { { 1, 2, 3, 4 } })));
    }
}
