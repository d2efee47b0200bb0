using Hourglass.Errors;
using Hourglass.Numerics;

namespace Hourglass.Jobs.ImageCompression;

/// <summary>
/// What the net of a <see cref="Models.WaveletAutoencoder"/> does to a decoded picture, in integers: the same values on every machine, in every register width. Lines go
/// through all layers one after the other, so that only three of each are in memory whatever the size of the picture.
/// </summary>
/// <remarks>
/// The picture x, in units of the step, becomes x + f(x - m), x - m being at most 8 and at least -8, where m is the mean of the 3 x 3 squares of 2 x 2 pixels around each such square, of those within the
/// picture; a picture of odd sides counts as if its last line and column were there twice. Everything is rounded to the nearest number, halves upwards.
/// </remarks>
internal sealed class Restoration
{
    /// <summary>Finest and coarsest step, in grey levels.</summary>
    public const double FinestStep = 1.0 / 256, CoarsestStep = 1024;

    // Binary digits behind the point: of numbers in units of the step, of what is added in the end.
    private const int Bits = 7, BitsOfResidual = 10;

    // Binary digits of the factors that bring a picture to units of the step and back.
    private const int BitsOfUnit = 24, BitsOfStep = 12;

    // Sixteenths of a grey level that a value counts at most; far beyond any picture.
    private const int MostValue = 1 << 20;

    // Of a value less the mean of its surroundings: 8 steps.
    private const int MostDetail = 8 << Bits;

    private const int Channels = 3;

    private readonly ShortLayer[] _layers;

    /// <summary>Rounds trained weights.</summary>
    /// <param name="layers">Kernels [3, 3, channels, filters] and biases [filters] in order; the first has 12 channels, the last 12 filters.</param>
    /// <exception cref="InputException">They do not fit each other, or they are too large for integers of 16 bits.</exception>
    public Restoration(IReadOnlyList<(float[] Weights, float[] Biases)> layers)
    {
        int channels = 4 * Channels;
        foreach ((float[] weights, float[] biases) in layers)
        {
            if (weights.Length != 9L * channels * biases.Length || biases.Length == 0) throw Misfit($"{weights.Length} weights of {biases.Length} filters over {channels} channels");
            channels = biases.Length;
        }

        if (layers.Count == 0 || channels != 4 * Channels) throw Misfit($"{layers.Count} layers, {channels} filters in the last");
        _layers = [.. layers.Select((layer, i) => i < layers.Count - 1
            ? new ShortLayer(layer.Weights, layer.Biases, Bits, Bits, isRectified: true)
            : new ShortLayer(layer.Weights, layer.Biases, Bits, BitsOfResidual, isRectified: false))];

        static InputException Misfit(string found) => new("The restoration is damaged.", "its weights", found, "convolutions of 3 x 3 from 12 channels to 12", "train it again");
    }

    /// <summary>The net of a trained autoencoder.</summary>
    /// <exception cref="InputException">It has none, of this form, for colours.</exception>
    public static Restoration From(TrainedAutoencoder autoencoder)
    {
        List<(float[], float[])> layers = [];
        while (autoencoder.ParameterPaths.Contains($"restoration.{layers.Count + 1}.weight"))
            layers.Add((autoencoder.Parameter($"restoration.{layers.Count + 1}.weight"), autoencoder.Parameter($"restoration.{layers.Count + 1}.bias")));
        return new Restoration(layers);
    }

    /// <summary>Restores a picture, in place.</summary>
    /// <param name="planes">One to three planes [height, width] in the colour space of training, sixteenths of a grey level; those that are not there count as zeros.</param>
    /// <param name="width">Pixels in a line, 1 or more.</param>
    /// <param name="height">Lines, 1 or more.</param>
    /// <param name="step">The step with which it was coded, in grey levels, <see cref="FinestStep"/> to <see cref="CoarsestStep"/>.</param>
    /// <param name="kernel">The register width; that of the machine when null (default).</param>
    /// <param name="cancellationToken">Aborts.</param>
    public void Apply(int[][] planes, int width, int height, double step, KernelWidth? kernel = null, CancellationToken cancellationToken = default)
    {
        if (!(step is >= FinestStep and <= CoarsestStep)) throw new ArgumentOutOfRangeException(nameof(step), step, $"{FinestStep} to {CoarsestStep} grey levels.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(planes.Length, Channels, nameof(planes));
        var source = new DetailLines(planes, width, height, step);
        int lines = (height + 1) / 2, columns = (width + 1) / 2, stride = ((columns + ShortConvolution.Overshoot - 1) / ShortConvolution.Overshoot * ShortConvolution.Overshoot) + 2;

        // What enters each layer, three lines in turn, with room for all filters of the blocks before it; what leaves the last; a line of zeros, for beyond the edges.
        int[] sizes = [.. _layers.Select((layer, i) => Math.Max(layer.Pairs, i == 0 ? 0 : 2 * _layers[i - 1].Blocks) * stride)];
        int[][] entering = [.. sizes.Select(size => new int[3 * size])];
        int[] residual = new int[2 * _layers[^1].Blocks * stride], zeros = new int[sizes.Max()];
        KernelWidth lanes = kernel ?? KernelWidths.Default;
        for (int time = 0; time < lines + _layers.Length; time++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (time < lines) source.Read(time, LineOf(0, time), stride);
            for (int layer = 0; layer < _layers.Length; layer++)
            {
                // A layer is a line behind the one before it.
                int line = time - layer - 1;
                if (line < 0 || line >= lines) continue;
                Span<int> to = layer == _layers.Length - 1 ? residual : LineOf(layer + 1, line);
                Convolve(lanes, _layers[layer], Beyond(layer, line - 1), LineOf(layer, line), Beyond(layer, line + 1), stride, to, columns);
            }

            if (time >= _layers.Length) source.Add(time - _layers.Length, residual, stride);
        }

        Span<int> LineOf(int layer, int line) => entering[layer].AsSpan(line % 3 * sizes[layer], sizes[layer]);

        Span<int> Beyond(int layer, int line) => line < 0 || line >= lines ? zeros : LineOf(layer, line);
    }

    private static unsafe void Convolve(KernelWidth kernel, ShortLayer layer, Span<int> above, Span<int> here, Span<int> below, int stride, Span<int> to, int columns)
    {
        fixed (int* first = above, second = here, third = below, target = to)
        {
            ShortConvolution.Line(kernel, first, second, third, stride, layer, target + 1, columns);
        }

        // Filters that fill the last block up are no channels of the next layer: they are zeros already. What was written beyond the picture is not.
        for (int pair = 0; pair < to.Length / stride; pair++) to.Slice((pair * stride) + 1 + columns, stride - 1 - columns).Clear();
    }

    /// <summary>A picture as lines of squares of 2 x 2 pixels, each of which is the channels of one pixel: what enters the net, and what its result is added to.</summary>
    private sealed class DetailLines
    {
        private readonly int[][] _planes;
        private readonly int[][] _sums;
        private readonly long[] _units;
        private readonly int _width, _height, _lines, _columns, _step;

        public DetailLines(int[][] planes, int width, int height, double step)
        {
            (_planes, _width, _height, _lines, _columns) = (planes, width, height, (height + 1) / 2, (width + 1) / 2);
            _sums = [.. Enumerable.Range(0, 3 * planes.Length).Select(_ => new int[_columns])];

            // By the number of squares whose mean is taken: a value less the mean, times four times that number, is a whole number of sixteenths.
            _units = [.. Enumerable.Range(0, 10).Select(squares => squares == 0 ? 0 : (long)Math.Round((1 << (BitsOfUnit + Bits - 6)) / (step * squares)))];
            _step = (int)Math.Round(step * (1 << (BitsOfStep + 4 - BitsOfResidual)));
            Sum(0);
        }

        /// <summary>Makes a line that enters the net, [pairs][stride], the first pixel behind one word of zeros.</summary>
        public void Read(int line, Span<int> target, int stride)
        {
            if (line + 1 < _lines) Sum(line + 1);
            int first = Math.Max(line - 1, 0), end = Math.Min(line + 2, _lines);
            for (int channel = 0; channel < _planes.Length; channel++)
            {
                Span<int> upper = target.Slice((2 * channel * stride) + 1, _columns), lower = target.Slice((((2 * channel) + 1) * stride) + 1, _columns);
                ReadOnlySpan<int> above = LineOf(channel, 2 * line), below = LineOf(channel, (2 * line) + 1);
                for (int column = 0; column < _columns; column++)
                {
                    int from = Math.Max(column - 1, 0), to = Math.Min(column + 2, _columns), squares = (end - first) * (to - from), sum = 0;
                    for (int y = first; y < end; y++)
                    {
                        foreach (int square in _sums[(channel * 3) + (y % 3)].AsSpan(from, to - from)) sum += square;
                    }

                    (int left, int right) = (2 * column, Math.Min((2 * column) + 1, _width - 1));
                    upper[column] = (Detail(above[left], squares, sum) & 0xFFFF) | (Detail(above[right], squares, sum) << 16);
                    lower[column] = (Detail(below[left], squares, sum) & 0xFFFF) | (Detail(below[right], squares, sum) << 16);
                }
            }
        }

        /// <summary>Adds what leaves the net to the picture.</summary>
        public void Add(int line, ReadOnlySpan<int> residual, int stride)
        {
            for (int channel = 0; channel < _planes.Length; channel++)
            {
                for (int part = 0; part < 2 && (2 * line) + part < _height; part++)
                {
                    Span<int> values = _planes[channel].AsSpan(((2 * line) + part) * _width, _width);
                    ReadOnlySpan<int> pairs = residual.Slice((((2 * channel) + part) * stride) + 1, _columns);
                    for (int column = 0; column < pairs.Length; column++)
                    {
                        values[2 * column] += Scaled((short)pairs[column]);
                        if ((2 * column) + 1 < _width) values[(2 * column) + 1] += Scaled(pairs[column] >> 16);
                    }
                }
            }
        }

        private int Scaled(int residual) => ((residual * _step) + (1 << (BitsOfStep - 1))) >> BitsOfStep;

        private int Detail(int value, int squares, int sum) =>
            (int)Math.Clamp(((((long)4 * squares * Bounded(value)) - sum) * _units[squares] + (1L << (BitsOfUnit - 1))) >> BitsOfUnit, -MostDetail, MostDetail);

        private void Sum(int line)
        {
            for (int channel = 0; channel < _planes.Length; channel++)
            {
                int[] sums = _sums[(channel * 3) + (line % 3)];
                ReadOnlySpan<int> above = LineOf(channel, 2 * line), below = LineOf(channel, (2 * line) + 1);
                for (int column = 0; column < _columns; column++)
                {
                    (int left, int right) = (2 * column, Math.Min((2 * column) + 1, _width - 1));
                    sums[column] = Bounded(above[left]) + Bounded(above[right]) + Bounded(below[left]) + Bounded(below[right]);
                }
            }
        }

        private ReadOnlySpan<int> LineOf(int channel, int line) => _planes[channel].AsSpan(Math.Min(line, _height - 1) * _width, _width);

        private static int Bounded(int value) => Math.Clamp(value, -MostValue, MostValue);
    }
}
