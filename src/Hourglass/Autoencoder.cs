using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hourglass.Artifacts;
using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Layers;
using Hourglass.Likelihoods;
using Hourglass.Models;
using Hourglass.Numerics;
using Hourglass.Preprocessing;
using Hourglass.Regularisers;
using Hourglass.Training;

namespace Hourglass;

/// <summary>
/// An autoencoder to be trained: <c>encoder -> code -> decoder -> likelihood</c>. Immutable; <see cref="Fit(DataSet, TrainingOptions?, IProgress{TrainingProgress}?, CancellationToken)"/>
/// gives a <see cref="TrainedAutoencoder"/>.
/// </summary>
/// <example><code>
/// TrainedAutoencoder model = Autoencoder.Dense(code: 16).Fit(Digits.Train);
/// float[,] codes = model.Encode(Digits.Test);
/// model.Save("digits.hourglass");
/// </code></example>
public sealed record Autoencoder
{
    /// <summary>An autoencoder of an architecture; everything else is set with <c>with { ... }</c>.</summary>
    /// <param name="architecture">Encoder and decoder.</param>
    public Autoencoder(AutoencoderModel architecture) => Architecture = architecture;

    /// <summary>Encoder and decoder.</summary>
    public AutoencoderModel Architecture { get; init; }

    /// <summary>The loss; by default binary cross-entropy for data that scaling brings into [0, 1] (as in the article's program), mean squared error otherwise.</summary>
    public Likelihood? Loss { get; init; }

    /// <summary>Damage done to the input in training; none by default.</summary>
    public Corruption? Corruption { get; init; }

    /// <summary>Layers applied to the code, whatever the architecture: <see cref="TopK"/> makes it sparse, <see cref="NestedDropout"/> orders it. They keep its size; none by default.</summary>
    public ImmutableArray<Layer> CodeLayers { get; init; } = [];

    /// <summary>Penalties added to the loss; none by default.</summary>
    public ImmutableArray<Regulariser> Regularisers { get; init; } = [];

    /// <summary>How values are scaled; chosen by the data when null (default): pictures by their maximum, tables robustly.</summary>
    public ScalingKind? Scaling { get; init; }

    /// <summary>
    /// How the rows it is given were made from a table, where that was done before (<see cref="TableEncoding.Encode"/>). Null (default) fits an encoding to the
    /// training rows when the data is a table of more than numbers.
    /// </summary>
    public TableEncoding? Table { get; init; }

    /// <summary>Values that training begins with instead of random ones, by the parameter's path (<c>encoder.0.weight</c>), in row-major order; none by default.</summary>
    public ImmutableDictionary<string, float[]> FirstValues { get; init; } = ImmutableDictionary<string, float[]>.Empty;

    /// <summary>What names mean in the model file; <see cref="Catalog.Default"/> by default. Own parts need a catalog that names them before they are trained.</summary>
    public Catalog Catalog { get; init; } = Catalog.Default;

    /// <summary>What a job does with it once it is trained.</summary>
    internal WorkAfterTraining Afterwards { get; init; } = WorkAfterTraining.OfAutoencoder;

    /// <summary>A dense autoencoder: hidden layers down to the code and, mirrored, back up.</summary>
    /// <param name="code">Size of the code.</param>
    /// <param name="layers">Widths of the encoder's hidden layers; none gives the article's one-layer program.</param>
    public static Autoencoder Dense(int code, params ReadOnlySpan<int> layers) =>
        new(DenseAutoencoder.From(new ArchitectureOptions { Code = code, Layers = [.. layers] }));

    /// <summary>An autoencoder whose layers are said one by one.</summary>
    /// <param name="encoder">Layers from the row to the code.</param>
    /// <param name="decoder">Layers from the code back to the row.</param>
    public static Autoencoder Of(ReadOnlySpan<Layer> encoder, ReadOnlySpan<Layer> decoder) => new(new LayeredAutoencoder([.. encoder], [.. decoder]));

    /// <summary>Trains on some rows; a share of them is held back for validation (<see cref="TrainingOptions.Validation"/>).</summary>
    /// <param name="data">The rows.</param>
    /// <param name="options">How to train; until the loss is stable by default.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts; <see cref="TrainingOptions.Finish"/> ends the training and keeps the best weights instead.</param>
    /// <exception cref="InputException">The data, the options and the architecture do not fit, or a part has no name in the <see cref="Catalog"/>.</exception>
    /// <exception cref="WorkFailedException">The loss became NaN before there were any good weights.</exception>
    /// <exception cref="OperationCanceledException">Aborted.</exception>
    [OverloadResolutionPriority(1)]
    public TrainedAutoencoder Fit(
        DataSet data, TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Fit(data, null, options, progress, cancellationToken);

    /// <summary>Trains on some rows and validates on others.</summary>
    /// <inheritdoc cref="Fit(DataSet, TrainingOptions?, IProgress{TrainingProgress}?, CancellationToken)"/>
    /// <param name="data">The rows to train on.</param>
    /// <param name="validation">The rows to validate on, of the same width; null holds a share of the training rows back.</param>
    /// <param name="options">How to train; until the loss is stable by default.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public TrainedAutoencoder Fit(
        DataSet data, DataSet? validation, TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new TrainingOptions();
        PreparedTraining prepared = Prepare(data, validation, options);
        (data, validation) = (prepared.Data, prepared.Validation);
        string identity = options.Checkpoint is null ? "" : Identity(prepared, data, validation, options);
        TrainingResult result = prepared.Trainer.Fit(progress, identity, cancellationToken);
        EpochRecord best = result.History[Math.Max(1, result.BestEpoch) - 1];
        var recipe = new Recipe
        {
            Description = prepared.Description,
            RowShape = [.. data.RowShape],
            Fit = PictureForm.IsPicture(data.RowShape) ? data.Fit : null,
            Columns = data.Columns is null ? null : [.. data.Columns],
            Table = prepared.Table,
            CodeSize = prepared.Description.Architecture.CodeSize(data.Width),
            Scaling = prepared.Scaler.Kind,
            Training = new TrainingManifest
            {
                Options = options,
                Data = data.Name,
                Fingerprint = Fingerprint.Of(data),
                TrainingRows = result.Rows.Training,
                ValidationRows = result.Rows.Validation,
                ValidationData = validation?.Name,
                Steps = result.Steps,
                PlannedSteps = result.PlannedSteps,
                Epochs = result.History.Count,
                BestEpoch = result.BestEpoch,
                TrainingLoss = best.Loss,
                ValidationLoss = best.ValidationLoss,
                StopReason = result.StopReason,
                Seconds = result.Elapsed.TotalSeconds,
                Kernel = KernelWidths.Name(KernelWidths.Default),
                CreatedBy = ModelContainer.Creator,
                Parameters = prepared.Trainer.Describe().Parameters,
            },
        };
        return new TrainedAutoencoder(recipe, prepared.Scaler, result.Values, Catalog) { History = result.History };
    }

    // What makes two trainings the same to the bit.
    private string Identity(PreparedTraining prepared, DataSet data, DataSet? validation, TrainingOptions options)
    {
        string settings = JsonSerializer.Serialize(prepared.Description, (JsonTypeInfo<AutoencoderDescription>)Catalog.Json.GetTypeInfo(typeof(AutoencoderDescription)))
            + JsonSerializer.Serialize(options, (JsonTypeInfo<TrainingOptions>)Catalog.Json.GetTypeInfo(typeof(TrainingOptions)));
        string text = string.Join(
            '\n', settings, string.Concat(FirstValues.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => value.Key + Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(value.Value))))), prepared.Scaler.Kind, Fingerprint.Of(data), validation is null ? "" : Fingerprint.Of(validation), KernelWidths.Name(KernelWidths.Default), ModelContainer.Creator);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Trains on a matrix, a row of which is one example.</summary>
    /// <inheritdoc cref="Fit(DataSet, TrainingOptions?, IProgress{TrainingProgress}?, CancellationToken)"/>
    public TrainedAutoencoder Fit(
        float[,] data, TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Fit(DataSet.From(data), options, progress, cancellationToken);

    /// <summary>Trains on rows that lie one after the other.</summary>
    /// <inheritdoc cref="Fit(DataSet, TrainingOptions?, IProgress{TrainingProgress}?, CancellationToken)"/>
    /// <param name="data">[rows * <paramref name="width"/>]; copied.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="options">How to train; until the loss is stable by default.</param>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="cancellationToken">Aborts.</param>
    public TrainedAutoencoder Fit(
        ReadOnlySpan<float> data, int width, TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Fit(DataSet.From(data, width), options, progress, cancellationToken);

    /// <summary>Trains on a tensor <c>[rows, ...]</c>.</summary>
    /// <inheritdoc cref="Fit(DataSet, TrainingOptions?, IProgress{TrainingProgress}?, CancellationToken)"/>
    public TrainedAutoencoder Fit(
        in ReadOnlyTensorSpan<float> data, TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Fit(DataSet.From(data), options, progress, cancellationToken);

    /// <summary>Does everything but train: splits, fits the scaling, plans. For a look at the cost beforehand.</summary>
    /// <exception cref="InputException">The data, the options and the architecture do not fit, or a part has no name in the <see cref="Catalog"/>.</exception>
    public PreparedTraining Prepare(DataSet data, DataSet? validation = null, TrainingOptions? options = null)
    {
        options ??= new TrainingOptions();
        options.Validate();
        Split? split = validation is null ? options.SplitOf(data.Rows) : null;
        int[] training = split?.Training ?? [.. Enumerable.Range(0, data.Rows)];
        ScalingKind kind = Scaling ?? Scaler.KindFor(data);
        TableEncoding? table = Table;
        if (data is { Schema: not null, IsEncoded: false })
        {
            table = TableEncoding.Fit(data, training, kind);
            string name = data.Name;
            (data, validation) = (table.Encode(data, name), validation is null ? null : table.Encode(validation, name));
        }

        if (validation is not null) ColumnMatch.RequireWidth(validation, data.Width, data.Name);
        AutoencoderDescription description = DescribeFor(data, kind) with { MissingFlags = table?.MissingFlags };
        Likelihood likelihood = description.Likelihood;
        RecipeCheck.Require(description, Catalog.Json);
        RecipeCheck.Require(options, Catalog.Json);

        FiniteValues.Require(data);
        if (validation is not null) FiniteValues.Require(validation);
        (DataSet, int[])? held = split is not null ? (data, split.Validation)
            : validation is not null ? (validation, [.. Enumerable.Range(0, validation.Rows)])
            : null;
        Scaler scaler = Scaler.Fit(data, training, kind);
        if (likelihood.NeedsUnitInterval)
        {
            UnitInterval.Require(data, training, scaler, Catalog.NameOf(likelihood));

            // Rows held back may go a little beyond what the scaling was fitted on; a cross-entropy is defined there too.
            if (held is { } rows && scaler.Kind == ScalingKind.None) UnitInterval.Require(rows.Item1, rows.Item2, scaler, Catalog.NameOf(likelihood));
        }

        return new PreparedTraining(description, scaler, new Trainer(description, options, data, scaler, training, held, FirstValues, Afterwards), data, validation, table);
    }

    /// <summary>Whether its code will be a distribution, from which codes can be drawn.</summary>
    /// <param name="data">The rows it is to be trained on.</param>
    public bool IsVariational(DataSet data) => DescribeFor(data, Scaling ?? Scaler.KindFor(data)).IsVariational(data.Width);

    private AutoencoderDescription DescribeFor(DataSet data, ScalingKind kind)
    {
        Likelihood likelihood = Loss ?? (kind == ScalingKind.Unit ? new BernoulliCrossEntropy() : new MeanSquaredError());
        return new AutoencoderDescription(Architecture.ForRows([.. data.RowShape]), likelihood.ForRows([.. data.RowShape]))
        {
            Corruption = Corruption?.ForRows([.. data.RowShape]),
            CodeLayers = CodeLayers.IsEmpty ? null : CodeLayers,
            Regularisers = Regularisers,
        };
    }
}

/// <summary>A training that is ready to begin.</summary>
/// <param name="Description">The autoencoder on all its axes, the loss chosen.</param>
/// <param name="Scaler">Fitted on the training rows.</param>
/// <param name="Trainer">Ready to fit.</param>
/// <param name="Data">The rows as they are trained on: features, where they were rows of a table.</param>
/// <param name="Validation">The rows to validate on in the same form, when they were given apart.</param>
/// <param name="Table">How rows of the table became rows of features; null where rows are numbers.</param>
public sealed record PreparedTraining(AutoencoderDescription Description, Scaler Scaler, Trainer Trainer, DataSet Data, DataSet? Validation, TableEncoding? Table)
{
    /// <summary>How many trainings of this kind there will be, one after the other: 1, unless a job trains several autoencoders.</summary>
    public int Trainings { get; init; } = 1;
}
