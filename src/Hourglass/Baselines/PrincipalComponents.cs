using System.Buffers;
using System.Numerics.Tensors;
using Hourglass.Artifacts;
using Hourglass.Errors;
using Hourglass.LinearAlgebra;

namespace Hourglass.Baselines;

/// <summary>
/// Principal component analysis (Pearson 1901, Hotelling 1933): of all linear codes of a given size the one whose reconstruction has the least
/// squared error on the rows it was fitted on. It is what a linear autoencoder can at best become, hence the rival to name beside every other.
/// Immutable and safe from many threads.
/// </summary>
public sealed class PrincipalComponents
{
    /// <summary>The widest rows accepted; the covariance of so many columns takes 0.5 GB, its decomposition minutes.</summary>
    public const int WidestRow = 8192;

    // The sums of products, the covariance, its copy that is reflected, two bases, and rotations: about as many as the matrix has elements, two numbers each, in a list that has grown.
    private const long MatricesOfFit = 8;

    private readonly float[] _mean;
    private readonly float[] _components;

    private PrincipalComponents(float[] mean, float[] components, double[] explainedVariance, double totalVariance)
    {
        _mean = mean;
        _components = components;
        ExplainedVariance = explainedVariance;
        TotalVariance = totalVariance;
    }

    /// <summary>Columns of a row.</summary>
    public int Width => _mean.Length;

    /// <summary>Numbers in a code.</summary>
    public int Count => ExplainedVariance.Count;

    /// <summary>Mean of each column of the rows it was fitted on, <c>[width]</c>.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>Variance along each component, largest first (sums divided by rows - 1).</summary>
    public IReadOnlyList<double> ExplainedVariance { get; }

    /// <summary>Sum of the variances of all columns. Total less explained, times (rows - 1) / rows, is the squared error per fitted row.</summary>
    public double TotalVariance { get; }

    /// <summary>Unit vector of component <paramref name="index"/>, <c>[width]</c>, its element of largest size positive.</summary>
    public ReadOnlySpan<float> Component(int index) => _components.AsSpan(index * Width, Width);

    /// <summary>Fits the components on rows.</summary>
    /// <param name="rows">Number of rows, from 2.</param>
    /// <param name="width">Columns of a row, 1 to <see cref="WidestRow"/>.</param>
    /// <param name="copyRow">Writes row number <c>[0, rows)</c>, scaled as the model's input is, into a span <c>[width]</c>; called from one thread.</param>
    /// <param name="components">How many to keep, 1 to <paramref name="width"/>.</param>
    /// <param name="threads">Most threads to use; -1 for as many as the machine has. The result does not depend on it.</param>
    /// <param name="cancellationToken">Asked between blocks of rows.</param>
    /// <exception cref="InputException">There are too few rows, rows are too wide, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of components is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PrincipalComponents Fit(
        int rows, int width, Action<int, Span<float>> copyRow, int components, int threads = -1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(components);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(components, width);
        if (rows < 2)
        {
            throw new InputException(
                "Principal components need more data.", found: $"{rows} rows", rule: "at least 2 rows", remedy: "give more rows");
        }

        if (width > WidestRow)
        {
            throw new InputException(
                "The rows are too wide for principal components.", found: $"{width} columns", rule: $"at most {WidestRow} columns",
                remedy: "use smaller pictures or fewer columns");
        }

        Covariance covariance = Covariance.Of(rows, width, copyRow, threads, cancellationToken);
        for (int column = 0; column < width; column++)
        {
            if (double.IsFinite(covariance.Mean[column])) continue;
            throw new InputException(
                "Principal components need finite numbers.", $"column {column + 1}", "NaN or infinity", "every value is a finite number",
                "remove or mend the rows concerned");
        }

        SymmetricEigen eigen = SymmetricEigen.Decompose(covariance.Matrix, width, threads);
        float[] kept = new float[components * width];
        for (int index = 0; index < components; index++)
            TensorPrimitives.ConvertTruncating<double, float>(eigen.Vector(index), kept.AsSpan(index * width, width));
        float[] mean = new float[width];
        TensorPrimitives.ConvertTruncating<double, float>(covariance.Mean, mean);
        double total = 0;
        for (int column = 0; column < width; column++) total += covariance.Matrix[(column * width) + column];
        return new PrincipalComponents(mean, kept, [.. eigen.Values.Take(components).Select(value => Math.Max(0, value))], total);
    }

    /// <summary>Bytes of memory that fitting takes.</summary>
    /// <param name="width">Columns of a row.</param>
    internal static long BytesFor(int width) => MatricesOfFit * width * width * sizeof(double);

    /// <summary>The components as tensors for a model file: <c>mean</c> [width], <c>components</c> [count, width], <c>variance</c> [count], <c>total</c> [].</summary>
    public IReadOnlyList<NamedTensor> ToTensors() =>
    [
        new("mean", [Width], _mean), new("components", [Count, Width], _components),
        new("variance", [Count], [.. ExplainedVariance.Select(variance => (float)variance)]), new("total", [], [(float)TotalVariance]),
    ];

    /// <summary>Components read from a model file, for coding; variances are rounded to float32.</summary>
    /// <param name="tensors">What <see cref="ToTensors"/> gave.</param>
    /// <exception cref="FormatException">The tensors do not fit each other.</exception>
    public static PrincipalComponents FromTensors(IReadOnlyList<NamedTensor> tensors)
    {
        (float[] mean, float[] components, float[] variance, float[] total) = (tensors.ValuesOf("mean"), tensors.ValuesOf("components"), tensors.ValuesOf("variance"), tensors.ValuesOf("total"));
        if (mean.Length == 0 || variance.Length == 0 || components.Length != (long)mean.Length * variance.Length || total.Length != 1)
            throw new FormatException($"{components.Length} numbers are not {variance.Length} components of {mean.Length}.");
        return new PrincipalComponents(mean, components, [.. variance.Select(value => (double)value)], total[0]);
    }

    /// <summary>Writes the code of a row.</summary>
    /// <param name="row"><c>[width]</c>.</param>
    /// <param name="code"><c>[count]</c>: the row's distance from the mean along each component.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Encode(ReadOnlySpan<float> row, Span<float> code)
    {
        CheckLength(row.Length, Width, nameof(row));
        CheckLength(code.Length, Count, nameof(code));
        float[] rented = ArrayPool<float>.Shared.Rent(Width);
        Span<float> centred = rented.AsSpan(0, Width);
        TensorPrimitives.Subtract(row, _mean, centred);
        for (int index = 0; index < code.Length; index++) code[index] = TensorPrimitives.Dot(Component(index), centred);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Writes the row that belongs to a code.</summary>
    /// <param name="code"><c>[count]</c>.</param>
    /// <param name="row"><c>[width]</c>: mean plus the components weighted by the code.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Decode(ReadOnlySpan<float> code, Span<float> row)
    {
        CheckLength(code.Length, Count, nameof(code));
        CheckLength(row.Length, Width, nameof(row));
        _mean.CopyTo(row);
        for (int index = 0; index < code.Length; index++) TensorPrimitives.MultiplyAdd(Component(index), code[index], row, row);
    }

    /// <summary>Replaces a row by its reconstruction.</summary>
    /// <param name="row"><c>[width]</c>.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public void Reconstruct(Span<float> row)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(Count);
        Span<float> code = rented.AsSpan(0, Count);
        Encode(row, code);
        Decode(code, row);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>The squared error of the reconstruction, summed over a row's columns and averaged over rows.</summary>
    /// <param name="rows">Number of rows, from 1.</param>
    /// <param name="copyRow">Writes row number <c>[0, rows)</c> into a span <c>[width]</c>, scaled as for <see cref="Fit"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no rows.</exception>
    public double SquaredErrorPerRow(int rows, Action<int, Span<float>> copyRow)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        float[] row = new float[Width], reconstruction = new float[Width];
        double sum = 0;
        for (int r = 0; r < rows; r++)
        {
            copyRow(r, row);
            row.CopyTo(reconstruction, 0);
            Reconstruct(reconstruction);
            TensorPrimitives.Subtract(row, reconstruction, row);
            sum += TensorPrimitives.SumOfSquares<float>(row);
        }

        return sum / rows;
    }

    private static void CheckLength(int length, int expected, string name)
    {
        if (length != expected) throw new ArgumentException($"Has {length} numbers, not {expected}.", name);
    }
}
