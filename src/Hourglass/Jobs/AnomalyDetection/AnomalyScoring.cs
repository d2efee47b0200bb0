using Hourglass.Data;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>
/// The score of a row: the mean over the autoencoders of the logarithm of its residual's root mean square, plus the logarithm of the distance to the training
/// rows where these are kept. The sum of logarithms weighs a factor in either alike, whatever their units.
/// </summary>
/// <param name="members">The autoencoders; all have the same scaling.</param>
/// <param name="ranges">What they are asked about.</param>
/// <param name="reference">The training rows kept, or null.</param>
/// <param name="isContaminated">Whether wrong rows were trained on. An autoencoder learns these too; many neighbours are harder to deceive, and count twice.</param>
internal sealed partial class AnomalyScoring(IReadOnlyList<TrainedAutoencoder> members, ColumnRanges ranges, ReferenceTable? reference, bool isContaminated)
{
    private const int Block = 1024;

    // Keep logarithms finite: for a copy of a training row, and for values near the end of float32.
    private const double Least = 1e-6, Most = 1e30;

    private readonly int _weightOfDistance = isContaminated ? 2 : 1;
    private readonly RowForm _form = RowForm.Of(members[0].Recipe.RowShape, members[0].Scaler);

    public IReadOnlyList<TrainedAutoencoder> Members => members;

    public RowTerms Terms { get; } = new(members[0].Recipe.Table, members[0].Recipe.Columns, members[0].Width, members[0].Recipe.RowShape);

    /// <summary>The same autoencoders beside other training rows.</summary>
    public AnomalyScoring With(ReferenceTable? other) => new(members, ranges, other, isContaminated);

    public ReferenceTable? Reference => reference;

    public IEnumerable<RowFinding> Of(DataSet data, CancellationToken cancellationToken = default)
    {
        for (int start = 0; start < data.Rows; start += Block)
        {
            foreach ((RowFinding row, _) in OfBlock(data, start, Math.Min(Block, data.Rows - start), cancellationToken)) yield return row;
        }
    }

    public (RowFinding Finding, NearestRow? Nearest) Explain(DataSet data, int row)
    {
        (RowFinding finding, int number) = OfBlock(data, row, 1, CancellationToken.None)[0];
        if (reference is null) return (finding, null);
        var nearest = new float[members[0].Width];
        reference.Scaled.CopyRow(number, nearest);
        float[] scaled = Scaled(Observed(data, row, 1));
        float distance = MathF.Sqrt(scaled.Zip(nearest, (a, b) => float.IsNaN(a) ? 0 : (a - b) * (a - b)).Sum());
        members[0].Scaler.Invert(nearest);
        return (finding, new(distance, nearest));
    }

    /// <summary>How far every value of some rows is from what is expected, as it counts in their scores: the root mean square over the autoencoders.</summary>
    /// <param name="data">[rows, width], in original units.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <returns>[rows, width]; NaN where a value is missing.</returns>
    public float[,] Residuals(DataSet data, CancellationToken cancellationToken)
    {
        var residuals = new float[data.Rows, data.Width];
        float[] expected = new float[data.Width], asked = new float[data.Width];
        for (int row = 0; row < data.Rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            float[] observed = Observed(data, row, 1), scaled = Scaled(observed);
            var squares = new double[data.Width];
            ranges.Apply(observed, asked);
            foreach (TrainedAutoencoder member in members)
            {
                member.Reconstruct(asked, expected);
                OfResiduals(observed, expected, scaled, squares, 0, data.Width);
            }

            for (int i = 0; i < squares.Length; i++) residuals[row, i] = (float)Math.Sqrt(squares[i] / members.Count);
        }

        return residuals;
    }

    /// <summary>Bytes that scoring takes on the way.</summary>
    public static long BytesFor(DataSet data) => Math.Min(Block, data.Rows) * (long)data.Width * ((8 * sizeof(float)) + sizeof(double));

    // The nearest training row by its number, -1 where none are kept.
    private (RowFinding Row, int Nearest)[] OfBlock(DataSet data, int start, int rows, CancellationToken cancellationToken)
    {
        int width = data.Width;
        float[] observed = Observed(data, start, rows), scaled = Scaled(observed), asked = new float[observed.Length], expected = new float[observed.Length], mean = new float[observed.Length];
        double[] squares = new double[observed.Length], scores = new double[rows];
        ranges.Apply(observed, asked);
        foreach (TrainedAutoencoder member in members)
        {
            cancellationToken.ThrowIfCancellationRequested();
            member.Reconstruct(asked, expected);
            for (int i = 0; i < expected.Length; i++) mean[i] += expected[i] / members.Count;
            for (int row = 0; row < rows; row++) scores[row] += OfResiduals(observed, expected, scaled, squares, row * width, width) / members.Count;
        }

        (int Nearest, float Distance)[]? found = reference?.Search(scaled, cancellationToken);
        var nearest = new float[width];
        var answers = new (RowFinding, int)[rows];
        for (int row = 0; row < rows; row++)
        {
            Range at = (row * width)..((row + 1) * width);
            var shares = new ColumnShares(width);
            shares.Add(squares.AsSpan(at));
            shares.Add(scaled.AsSpan(at), new float[width]);
            if (found is not null)
            {
                scores[row] += _weightOfDistance * Logarithm(found[row].Distance);
                reference!.Scaled.CopyRow(found[row].Nearest, nearest);
                shares.Add(scaled.AsSpan(at), nearest);
            }

            answers[row] = (new((float)scores[row], shares, observed.AsMemory(at), mean.AsMemory(at)), found?[row].Nearest ?? -1);
        }

        return answers;
    }

    // The logarithm of the root mean square of a row's residual in scaled units, which is also added to the squares of the columns.
    private double OfResiduals(float[] observed, float[] expected, float[] scaled, double[] squares, int start, int width)
    {
        ReadOnlySpan<float> factor = members[0].Scaler.Factor;
        var residuals = new double[width];
        for (int column = 0; column < width; column++) residuals[column] = ((double)observed[start + column] - expected[start + column]) * factor[factor.Length == 1 ? 0 : column];
        _form.Weigh(residuals, scaled.AsSpan(start, width));
        double sum = 0;
        int present = 0;
        for (int column = 0; column < width; column++)
        {
            double residual = residuals[column];
            squares[start + column] += residual * residual;
            if (double.IsNaN(residual)) continue;
            sum += residual * residual;
            present++;
        }

        return Logarithm(Math.Sqrt(sum / Math.Max(1, present)));
    }

    private static float[] Observed(DataSet data, int start, int rows)
    {
        var observed = new float[rows * data.Width];
        for (int row = 0; row < rows; row++)
        {
            Span<float> target = observed.AsSpan(row * data.Width, data.Width);
            data.CopyRow(start + row, target);
            FiniteValues.RequireRow(data, start + row, target);
        }

        return observed;
    }

    private float[] Scaled(float[] observed)
    {
        float[] scaled = [.. observed];
        for (int start = 0; start < scaled.Length; start += members[0].Width) members[0].Scaler.Apply(scaled.AsSpan(start, members[0].Width));
        return scaled;
    }

    private static double Logarithm(double value) => Math.Log(Math.Clamp(value, Least, Most));
}
