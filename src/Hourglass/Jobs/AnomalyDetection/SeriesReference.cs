using Hourglass.Artifacts;
using Hourglass.Baselines;
using Hourglass.Data;
using Hourglass.Preprocessing;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>The part of a training series that a detector keeps, to measure how far windows are from those it knows.</summary>
/// <param name="scaler">How the columns of the series are scaled.</param>
/// <param name="windows">The windows kept.</param>
/// <param name="neighbour">Which neighbour's distance counts, from 1.</param>
internal sealed class SeriesReference(Scaler scaler, WindowNeighbours windows, int neighbour)
{
    // As many neighbours as leave one wrong window, and its like, without company; in a short series fewer.
    private const int Usual = 10, WindowsPerNeighbour = 50;

    // A long series is kept in pieces of so many windows.
    private const int LengthsOfPiece = 10;

    /// <summary>Steps kept.</summary>
    public int Steps => windows.Steps;

    /// <summary>Which neighbour's distance counts, from 1.</summary>
    public int Neighbour => neighbour;

    /// <summary>Takes at most <see cref="WindowNeighbours.MostSteps"/> steps.</summary>
    /// <param name="training">The windows trained on, in their order.</param>
    /// <param name="isContaminated">Whether wrong windows are among them: these may be each other's nearest, so that a farther neighbour has to count.</param>
    public static SeriesReference Fit(SeriesWindows training, bool isContaminated)
    {
        DataSet series = training.Series;
        (int Start, int Steps)[] pieces = [.. Thin(PiecesOf(training), training.Length)];
        var scaler = Scaler.Fit(series, [.. pieces.SelectMany(piece => Enumerable.Range(piece.Start, piece.Steps))], ScalingKind.Standard);
        var windows = WindowNeighbours.Fit([.. pieces.Select(piece => Scaled(scaler, series, piece.Start, piece.Steps))], training.Length, series.Width);
        return new(scaler, windows, isContaminated ? Math.Clamp(training.Rows / WindowsPerNeighbour, 1, Usual) : 1);
    }

    /// <summary>The distance of each window of a series, root mean square in scaled units; NaN where nothing can be said.</summary>
    /// <param name="series">[steps, columns], in original units.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public float[] Distances(DataSet series, CancellationToken cancellationToken) => windows.Distances(Scaled(scaler, series, 0, series.Rows), neighbour, cancellationToken);

    /// <summary>As tensors for a model file.</summary>
    public IReadOnlyList<NamedTensor> ToTensors() =>
        [.. windows.ToTensors(), new("shift", [scaler.Shift.Length], scaler.Shift.ToArray()), new("factor", [scaler.Factor.Length], scaler.Factor.ToArray())];

    /// <summary>From a model file.</summary>
    /// <exception cref="FormatException">The tensors make no sense.</exception>
    public static SeriesReference FromTensors(IReadOnlyList<NamedTensor> tensors, int length, int neighbour)
    {
        if (tensors is not [var values, var pieces, { Name: "shift" } shift, { Name: "factor" } factor] || neighbour < 1) throw new FormatException("The reference series is not whole.");
        var windows = WindowNeighbours.FromTensors([values, pieces], length);
        if (shift.Values.Length != windows.Width || factor.Values.Length != windows.Width) throw new FormatException("The reference series and its scaling do not fit.");
        return new(new Scaler(ScalingKind.Standard, shift.Values, factor.Values), windows, neighbour);
    }

    // Windows that begin at successive steps make one piece.
    private static IEnumerable<(int Start, int Steps)> PiecesOf(SeriesWindows windows)
    {
        for (int first = 0, next; first < windows.Rows; first = next)
        {
            for (next = first + 1; next < windows.Rows && windows.StartOf(next) == windows.StartOf(next - 1) + 1;) next++;
            yield return (windows.StartOf(first), windows.StartOf(next - 1) - windows.StartOf(first) + windows.Length);
        }
    }

    // Of too many steps, pieces at even distances.
    private static IEnumerable<(int Start, int Steps)> Thin(IEnumerable<(int Start, int Steps)> pieces, int length)
    {
        (int Start, int Steps)[] all = [.. pieces];
        long steps = all.Sum(piece => (long)piece.Steps);
        if (steps <= WindowNeighbours.MostSteps) return all;
        int size = LengthsOfPiece * length;
        (int Start, int Steps)[] parts = [.. all.SelectMany(piece => Enumerable.Range(0, Math.Max(1, piece.Steps / size)).Select(part => (piece.Start + (part * size), Math.Min(size, piece.Steps))))];
        int kept = Math.Clamp(WindowNeighbours.MostSteps / size, 1, parts.Length);
        return Enumerable.Range(0, kept).Select(part => parts[(int)((long)part * parts.Length / kept)]);
    }

    private static float[] Scaled(Scaler scaler, DataSet series, int start, int steps)
    {
        var values = new float[steps * series.Width];
        for (int step = 0; step < steps; step++)
        {
            Span<float> row = values.AsSpan(step * series.Width, series.Width);
            series.CopyRow(start + step, row);
            scaler.Apply(row);
        }

        return values;
    }
}
