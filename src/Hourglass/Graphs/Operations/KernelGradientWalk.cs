using Hourglass.Numerics;

namespace Hourglass.Graphs.Operations;

/// <summary>
/// How the gradient of a convolution's kernel is added up: a product whose rows are neighbouring taps and channels, whose columns are filters and whose depth
/// is pixels, some lines at a time. With hardly any filters rows and columns are exchanged; where channels do not meet, lanes are channels.
/// </summary>
internal sealed class KernelGradientWalk
{
    // Pixels of the result that a tile walks along in one go: what it reads of them stays in the first cache.
    private const int MostPixels = 512;

    private readonly Window _window;
    private readonly int _groups, _group, _taps, _own, _kernelRows;
    private readonly PictureSize _input, _output;
    private readonly PictureLines _lines;
    private readonly bool _isChannelwise;
    private readonly Stretch[] _tapOffsets;

    public KernelGradientWalk(Window window, int groups, Shape input, Shape output)
    {
        var walk = new ConvolutionWalk(window, groups, input, output);
        (_window, _groups, _input, _output, _lines, _taps) = (window, groups, walk.Input, walk.Output, walk.Lines, walk.TapsInOnePiece);
        _group = Math.Min(_lines.Windows(_output.Height, window.Vertical.Extent, window.Vertical.Stride), Math.Max(1, MostPixels / _output.Width));
        LinesFloats = _lines.Floats(_group, window.Vertical.Extent, window.Vertical.Stride);
        _own = _input.Channels / groups;
        _kernelRows = window.Vertical.Size * window.Horizontal.Size * _own;
        _isChannelwise = KernelProduct.IsChannelwise(groups, _input.Channels, _output.Channels);
        IsTurned = KernelProduct.IsNarrow(groups, _input.Channels, _output.Channels);
        _tapOffsets = [.. walk.Depth().Select((stretch, tap) => new Stretch(stretch.Left, tap * _output.Channels, 1))];
    }

    /// <summary>Floats of memory for the lines that are looked at together.</summary>
    public int LinesFloats { get; }

    /// <summary>Whether the sums lie filter by filter, [filters, taps * channels], instead of [taps * channels, filters].</summary>
    public bool IsTurned { get; }

    /// <summary>Adds what one picture gives.</summary>
    /// <param name="x">The picture.</param>
    /// <param name="dy">The gradient of what the convolution makes of it.</param>
    /// <param name="sums">The sums.</param>
    /// <param name="isFirst">Whether they begin with this picture.</param>
    /// <param name="working">Memory for lines.</param>
    public unsafe void Add<V>(float* x, float* dy, float* sums, bool isFirst, float* working) where V : unmanaged, ILanes<V>
    {
        (WindowAxis vertical, WindowAxis horizontal) = (_window.Vertical, _window.Horizontal);
        (int channels, int filters, int pixels) = (_input.Channels, _output.Channels, _output.Width);
        Span<Stretch> depth = stackalloc Stretch[_group];
        for (int first = 0; first < _output.Height; first += _group, isFirst = false)
        {
            int lines = Math.Min(_group, _output.Height - first);
            float* from = _lines.At(x, (first * vertical.Stride) - vertical.Before, ((lines - 1) * vertical.Stride) + vertical.Extent, working);
            float* gradient = dy + ((nint)first * pixels * filters);
            if (_isChannelwise)
            {
                if (isFirst) new Span<float>(sums, _kernelRows * filters).Clear();
                var seen = new MatrixProduct<V>.Left(from, horizontal.Stride * channels, 1) { LineStride = vertical.Stride * _lines.Pitch };
                ChannelwiseProduct<V>.AddTransposed(seen, _tapOffsets, new(new View(gradient, pixels, filters, filters, filters, 0), lines, pixels * filters, filters), sums);
                continue;
            }

            for (int line = 0; line < lines; line++)
            {
                int ofPicture = line * vertical.Stride * _lines.Pitch, ofGradient = line * pixels * filters;
                depth[line] = IsTurned ? new(ofGradient, ofPicture, pixels) : new(ofPicture, ofGradient, pixels);
            }

            for (int tap = 0; tap < vertical.Size * horizontal.Size; tap += _taps)
            {
                float* seen = from + (tap / horizontal.Size * vertical.Dilation * _lines.Pitch) + (tap % horizontal.Size * horizontal.Dilation * channels);
                if (IsTurned) AddTurned<V>(seen, horizontal.Stride * channels, gradient, depth[..lines], sums + (tap * _own), isFirst);
                else AddTiles<V>(seen, horizontal.Stride * channels, gradient, depth[..lines], sums + ((nint)tap * _own * filters), isFirst);
            }
        }
    }

    /// <summary>Writes sums that lie filter by filter in the order of the kernel.</summary>
    public unsafe void TurnBack(float* sums, float* kernel)
    {
        for (int row = 0; row < _kernelRows; row++)
        {
            for (int filter = 0; filter < _output.Channels; filter++) kernel[(row * _output.Channels) + filter] = sums[(filter * _kernelRows) + row];
        }
    }

    private unsafe void AddTiles<V>(float* seen, int step, float* gradient, ReadOnlySpan<Stretch> depth, float* sums, bool isFirst) where V : unmanaged, ILanes<V>
    {
        int filters = _output.Channels, ownFilters = filters / _groups;
        var right = new View(gradient, _output.Width, filters, filters, filters, 0);
        for (int part = 0; part < _groups; part++)
        {
            var result = new View(sums + (part * ownFilters), _taps * _own, ownFilters, filters, ownFilters, 0);
            MatrixProduct<V>.Run(new(seen + (part * _own), 1, step), depth, right, part * ownFilters, new(result, 1, 0, ownFilters), isFirst ? default : new(result.Data, filters));
        }
    }

    private unsafe void AddTurned<V>(float* seen, int step, float* gradient, ReadOnlySpan<Stretch> depth, float* sums, bool isFirst) where V : unmanaged, ILanes<V>
    {
        int columns = _taps * _own;
        var right = new View(seen, _output.Width, columns, step, columns, 0);
        var result = new View(sums, _output.Channels, columns, _kernelRows, columns, 0);
        MatrixProduct<V>.Run(new(gradient, 1, _output.Channels), depth, right, 0, new(result, 1, 0, columns), isFirst ? default : new(sums, _kernelRows));
    }
}
