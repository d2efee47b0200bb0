using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// The sums of a convolution, for lines of pixels whose inputs lie at equal distances: tiles of the matrix product, one for each group; where channels do not
/// meet (depthwise) or there are hardly any filters, the kernel that fills its lanes then.
/// </summary>
internal sealed unsafe class KernelProduct
{
    private const int FewestNarrowChannels = 16;

    private readonly int _groups, _channels, _filters, _kernelRows;
    private readonly bool _isChannelwise, _isNarrow;
    private readonly Stretch[] _depth;

    /// <param name="groups">Parts of the channels.</param>
    /// <param name="channels">Numbers of an input pixel.</param>
    /// <param name="kernel">The shape of the kernel.</param>
    /// <param name="depth">What one sum adds up; right offsets are rows of the kernel seen as a matrix.</param>
    public KernelProduct(int groups, int channels, Shape kernel, IEnumerable<Stretch> depth)
    {
        (_groups, _channels, _filters, _kernelRows) = (groups, channels, kernel.Features, kernel.FixedRows);
        _isChannelwise = IsChannelwise(groups, channels, _filters);
        _isNarrow = IsNarrow(groups, channels, _filters);
        int stride = _isNarrow || _filters == 1 ? 1 : View.WeightPanel;
        _depth = [.. depth.Select(stretch => new Stretch(stretch.Left, stretch.Right * stride, stretch.Length))];
    }

    /// <summary>Whether no channel meets another.</summary>
    public static bool IsChannelwise(int groups, int channels, int filters) => groups > 1 && groups == channels && groups == filters;

    /// <summary>Whether there are so few filters that lanes are better filled along the channels.</summary>
    public static bool IsNarrow(int groups, int channels, int filters) => groups == 1 && filters <= NarrowProduct<ScalarLanes>.MostColumns && channels >= FewestNarrowChannels;

    /// <summary>Floats of memory for <see cref="Prepare"/>.</summary>
    public int WorkingFloats => _isNarrow ? _filters * _kernelRows : 0;

    /// <summary>Brings the kernel into the order in which it is read, if that is another one than its own; once for some pictures.</summary>
    public void Prepare(View kernel, float* working)
    {
        if (!_isNarrow) return;
        for (int filter = 0; filter < _filters; filter++)
        {
            for (int row = 0; row < _kernelRows; row++) working[(filter * _kernelRows) + row] = *kernel.At(row, filter);
        }
    }

    /// <summary>Computes lines of pixels.</summary>
    /// <param name="pictures">The inputs of the first pixel of the first line, and the distances to the next.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="prepared">What <see cref="Prepare"/> made.</param>
    /// <param name="pixels">Where to write.</param>
    /// <param name="bias">Added to each filter; null for none.</param>
    public void Run<V>(MatrixProduct<V>.Left pictures, View kernel, float* prepared, MatrixProduct<V>.Result pixels, float* bias) where V : unmanaged, ILanes<V>
    {
        if (_isChannelwise)
        {
            ChannelwiseProduct<V>.Run(pictures, _depth, kernel, pixels, bias);
            return;
        }

        if (_isNarrow)
        {
            NarrowProduct<V>.Run(pictures, _depth, prepared, _kernelRows, pixels, bias);
            return;
        }

        int channels = _channels / _groups, filters = _filters / _groups;
        for (int part = 0; part < _groups; part++)
        {
            var own = new MatrixProduct<V>.Left(pictures.Data + (part * channels), pictures.RowStride, pictures.DepthStride) { LineStride = pictures.LineStride };
            var line = new View(pixels.First.Data + (part * filters), pixels.First.Rows, filters, pixels.First.RowStride, filters, 0);
            MatrixProduct<V>.Run(own, _depth, kernel, part * filters, new(line, pixels.Lines, pixels.LineStride, filters), new(bias is null ? null : bias + (part * filters)));
        }
    }
}
