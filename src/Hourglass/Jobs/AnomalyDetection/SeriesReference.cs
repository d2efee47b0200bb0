using Hourglass.Artifacts;
using Hourglass.Baselines;
using Hourglass.Data;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>The part of a training series that a detector keeps, to measure how far windows are from those it knows, and to know them again.</summary>
/// <param name="windows">The windows kept.</param>
/// <param name="starts">The step of the training series at which each piece of them begins.</param>
/// <param name="neighbour">Which neighbour's distance counts, from 1.</param>
internal sealed class SeriesReference(WindowNeighbours windows, int[] starts, int neighbour)
{
    // So many neighbours leave a wrong window, and its like, without company; in a short series fewer.
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
        (int Start, int Steps)[] pieces = [.. Thin([.. PiecesOf(training)], training.Length)];
        int width = training.Series.Width;
        var windows = WindowNeighbours.Fit([.. pieces.Select(piece => training.StepsAt(piece.Start, piece.Steps).ToArray())], training.Length, width);
        return new(windows, [.. pieces.Select(piece => piece.Start)], isContaminated ? Math.Clamp(training.Rows / WindowsPerNeighbour, 1, Usual) : 1);
    }

    /// <summary>The distance of each window of a series, root mean square; NaN where nothing can be said.</summary>
    /// <param name="series">All windows of a series, scaled.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public float[] Distances(SeriesWindows series, CancellationToken cancellationToken) => windows.Distances(series.StepsAt(0, series.Series.Rows), neighbour, cancellationToken);

    /// <summary>The step of the training series at which a window begins that stands in it, to the last bit; null for others.</summary>
    public int? PlaceOf(ReadOnlySpan<float> window) => windows.PlaceOf(window) is (int piece, int step) ? starts[piece] + step : null;

    /// <summary>As tensors for a model file.</summary>
    public IReadOnlyList<NamedTensor> ToTensors() => [.. windows.ToTensors(), new("starts", [starts.Length], [.. starts.Select(start => (float)start)])];

    /// <summary>From a model file.</summary>
    /// <exception cref="FormatException">The tensors make no sense.</exception>
    public static SeriesReference FromTensors(IReadOnlyList<NamedTensor> tensors, int length, int neighbour)
    {
        if (tensors is not [var values, var pieces, { Name: "starts" } starts] || neighbour < 1 || starts.Values.Length != pieces.Values.Length || starts.Values.Any(start => !(start >= 0 && start < int.MaxValue)))
            throw new FormatException("The reference series is not whole.");
        return new(WindowNeighbours.FromTensors([values, pieces], length), Array.ConvertAll(starts.Values, start => (int)start), neighbour);
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
    private static IEnumerable<(int Start, int Steps)> Thin((int Start, int Steps)[] pieces, int length)
    {
        if (pieces.Sum(piece => (long)piece.Steps) <= WindowNeighbours.MostSteps) return pieces;
        int size = LengthsOfPiece * length;
        (int Start, int Steps)[] parts = [.. pieces.SelectMany(piece => Enumerable.Range(0, Math.Max(1, piece.Steps / size)).Select(part => (piece.Start + (part * size), Math.Min(size, piece.Steps))))];
        int kept = Math.Clamp(WindowNeighbours.MostSteps / size, 1, parts.Length);
        return Enumerable.Range(0, kept).Select(part => parts[(int)((long)part * parts.Length / kept)]);
    }
}
