using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Graphs.Execution;
using Hourglass.Layers;
using Hourglass.Models;
using Hourglass.Training;

namespace Hourglass;

/// <content>Its layers, and where its time goes.</content>
public sealed partial class TrainedAutoencoder
{
    /// <summary>Its layers, from the row to the code and back.</summary>
    public IReadOnlyList<LayerSummary> Layers => AutoencoderGraph.LayersOf(Recipe.Description, Width);

    /// <summary>Measures the time of each operation of a training step of the batch size it was trained with; the model itself does not change.</summary>
    /// <param name="data">Rows to step on, in original units.</param>
    /// <param name="time">For how long.</param>
    /// <param name="threads">Threads to use.</param>
    /// <exception cref="InputException">The rows have another width than those it was trained on.</exception>
    public IReadOnlyList<OperationTime> ProfileTraining(DataSet data, TimeSpan time, int threads)
    {
        data = Align(data);
        TrainingOptions options = Recipe.Training.Options with { Threads = threads };
        return new Trainer(Recipe.Description, options, data, Scaler, [.. Enumerable.Range(0, data.Rows)], null).Profile(time);
    }

    /// <summary>Measures the time of each operation of the reconstruction of at most 1,024 rows.</summary>
    /// <inheritdoc cref="ProfileTraining(DataSet, TimeSpan, int)"/>
    public IReadOnlyList<OperationTime> ProfileReconstruction(DataSet data, TimeSpan time, int threads)
    {
        data = Align(data);
        int rows = Math.Min(data.Rows, LossEvaluation.RowsAtOnce(Width));
        var session = new InferenceSession(InferenceKind.Reconstruct, Recipe.Description, Width, CodeSize, _values, threads, rows);
        return session.Profile(new BatchSource(data, Scaler), rows, new float[rows * Width], time);
    }

    /// <summary>Rows of random numbers in the range of the data it was trained on, for measuring time without data.</summary>
    /// <param name="rows">How many.</param>
    public DataSet SyntheticRows(int rows)
    {
        DataSet random = DataSet.From(new ReadOnlyMemory<float>(RandomRows(rows)), Width, rowShape: [.. Recipe.RowShape]).WithName("random rows");
        return Recipe.Table is { } table ? table.Encoded(random) : random;
    }
}
