using System.Buffers;

namespace Hourglass.Data;

/// <summary>Pictures of one shape, each with the name of its file.</summary>
/// <param name="name">Where they came from.</param>
/// <param name="pictures">Name and place in the store of each.</param>
/// <param name="rowShape"><c>[height, width]</c> or <c>[height, width, 3]</c>.</param>
/// <param name="labels">One label per picture, or null.</param>
/// <param name="fit">How they were brought to their size.</param>
/// <param name="store">Their pixels.</param>
internal sealed class PictureRows(string name, IReadOnlyList<(string Name, int Place)> pictures, IReadOnlyList<int> rowShape, IReadOnlyList<string>? labels, PictureFit fit, RowStore store)
    : DataSet(name, pictures.Count, rowShape, null, labels)
{
    public override Type ElementType => typeof(byte);

    public override PictureFit Fit { get; } = fit;

    public override string NameOf(int row) => pictures[row].Name;

    public override void CopyRow(int row, Span<float> destination)
    {
        if ((uint)row >= (uint)Rows) throw new ArgumentOutOfRangeException(nameof(row), row, $"{Name} has {Rows} rows.");
        byte[] pixels = ArrayPool<byte>.Shared.Rent(Width);
        store.Read(pictures[row].Place, pixels);
        WideBytes.Widen(pixels.AsSpan(0, Width), destination);
        ArrayPool<byte>.Shared.Return(pixels);
    }
}
