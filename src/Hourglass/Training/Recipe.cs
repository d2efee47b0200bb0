using System.Collections.Immutable;
using Hourglass.Data;
using Hourglass.Models;
using Hourglass.Preprocessing;

namespace Hourglass.Training;

/// <summary>What the <c>recipe.json</c> of a trained autoencoder says, after the keys that every model file begins with.</summary>
public sealed record Recipe
{
    /// <summary>The autoencoder on all its axes.</summary>
    public required AutoencoderDescription Description { get; init; }

    /// <summary>Shape of a row, for instance <c>[28, 28]</c>.</summary>
    public required ImmutableArray<int> RowShape { get; init; }

    /// <summary>How pictures of other proportions are brought to the shape of a row; null for rows that are no pictures, and in files of the first versions.</summary>
    public PictureFit? Fit { get; init; }

    /// <summary>Column names, or null.</summary>
    public ImmutableArray<string>? Columns { get; init; }

    /// <summary>How rows of a table become rows of features; null where rows are numbers. The row shape and the column names are then those of the features.</summary>
    public TableEncoding? Table { get; init; }

    /// <summary>Size of the code.</summary>
    public required int CodeSize { get; init; }

    /// <summary>How values are scaled; the numbers are in the section <c>preprocessing</c>.</summary>
    public required ScalingKind Scaling { get; init; }

    /// <summary>How it was trained.</summary>
    public required TrainingManifest Training { get; init; }
}

/// <summary>How a model was trained, completely enough to train it again.</summary>
public sealed record TrainingManifest
{
    /// <summary>All options.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>Where the data came from; of weights made elsewhere, where they came from.</summary>
    public required string Data { get; init; }

    /// <summary>SHA-256 over shape and values of the data (<see cref="Data.Fingerprint"/>); of weights made elsewhere, over these.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Rows trained on.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Rows held back for validation.</summary>
    public required int ValidationRows { get; init; }

    /// <summary>Where the validation rows came from when they were given apart; null when they were held back.</summary>
    public string? ValidationData { get; init; }

    /// <summary>Steps done.</summary>
    public required long Steps { get; init; }

    /// <summary>Steps planned: the horizon of the schedule, what <c>--steps</c> takes to repeat a training that had a budget of time.</summary>
    public required long PlannedSteps { get; init; }

    /// <summary>Epochs that ended.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epoch whose weights were kept.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Training loss of that epoch; null when the weights were made elsewhere.</summary>
    public required double? TrainingLoss { get; init; }

    /// <summary>Validation loss of that epoch, or null.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Why training ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Seconds it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Register width of the kernels; bits are repeated on the same width.</summary>
    public required string Kernel { get; init; }

    /// <summary>The program and version that trained it; null in files of the first builds.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Trained numbers.</summary>
    public required long Parameters { get; init; }
}
