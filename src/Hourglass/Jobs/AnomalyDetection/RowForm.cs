using Hourglass.Preprocessing;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What a detector makes of rows of a kind: the autoencoders that it trains when none is named, what counts as a residual, and what distances compare.</summary>
internal abstract class RowForm
{
    /// <summary>Parts that few training rows are divided into, so that all of them calibrate; 0 where that would take too long.</summary>
    public abstract int Folds { get; }

    /// <summary>Steps that an autoencoder is trained for at most, when nothing is said: a step costs as much as a row has to be computed.</summary>
    public abstract long MostSteps { get; }

    /// <summary>The form of rows of a shape.</summary>
    public static RowForm Of(IReadOnlyList<int> rowShape) => PictureRowForm.Takes(rowShape) ? new PictureRowForm(rowShape) : new ColumnRowForm();

    /// <summary>The form of rows of a shape that are scaled in a way: what is scaled column by column is compared column by column.</summary>
    public static RowForm Of(IReadOnlyList<int> rowShape, Scaler scaler) => scaler is { Kind: ScalingKind.Unit, IsGlobal: true } ? Of(rowShape) : new ColumnRowForm();

    /// <summary>An autoencoder to be trained with noise.</summary>
    /// <param name="width">Numbers in a row.</param>
    public abstract Autoencoder Denoising(int width);

    /// <summary>Makes a residual what is counted of it, in place.</summary>
    /// <param name="residual">[width], scaled; NaN where a value is missing.</param>
    /// <param name="row">[width], the row it is the residual of, scaled.</param>
    public abstract void Weigh(Span<double> residual, ReadOnlySpan<float> row);

    /// <summary>What distances compare, <c>2 * width</c> numbers: two forms of a row at once.</summary>
    /// <param name="table">[rows, width], the rows to measure to, scaled.</param>
    /// <param name="width">Numbers in a row.</param>
    public abstract ComparedForm Compare(float[] table, int width);
}

/// <summary>Writes what is compared of a row.</summary>
/// <param name="scaled">[width]; NaN where a value is missing.</param>
/// <param name="target">[2 * width].</param>
internal delegate void ComparedForm(ReadOnlySpan<float> scaled, Span<float> target);
