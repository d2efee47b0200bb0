using Hourglass.Data;
using Hourglass.Numerics;
using Hourglass.Preprocessing;

namespace Hourglass.Training;

/// <summary>The pictures of a data set, scaled and changed as a step of a training sees them.</summary>
/// <param name="data">The pictures.</param>
/// <param name="scaler">Applied to each.</param>
/// <param name="augmentation">How they are changed.</param>
/// <param name="seed">What the changes follow from.</param>
internal sealed class AugmentedRows(DataSet data, Scaler scaler, Augmentation augmentation, ulong seed)
{
    private readonly ulong _key = Philox.Key(seed, "augmentation");
    private readonly ThreadLocal<float[]> _picture = new(() => new float[data.Width]);

    /// <summary>The step that pictures are changed for.</summary>
    public long Step { get; set; }

    /// <summary>Copies a picture out; may be called from many threads at once.</summary>
    public void Copy(int row, Span<float> target)
    {
        float[] picture = _picture.Value!;
        scaler.CopyScaled(data, row, picture);
        augmentation.Apply(picture, target, data.RowShape, _key, Step, row);
    }
}
