using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Data;

namespace Hourglass.Jobs.AnomalyDetection;

/// <summary>What gives rows their scores and reasons: the part of a detector that knows what a row is, a row of a table or a step of a series.</summary>
internal interface IScoring
{
    /// <summary>The autoencoders; the model file opens with the first.</summary>
    IReadOnlyList<TrainedAutoencoder> Members { get; }

    /// <summary>What a person wants to know of it, name and value.</summary>
    IReadOnlyList<(string What, string Value)> Facts { get; }

    /// <summary>Training rows, or steps, that travel in the model file.</summary>
    int ReferenceRows { get; }

    /// <summary>Puts into the settings of a model file what it takes to open it again.</summary>
    /// <param name="settings">The settings of the detector.</param>
    void Describe(JsonObject settings);

    /// <summary>Its tensors, by section of the model file, besides those of the first autoencoder.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections { get; }

    /// <summary>Some data as the rows to be scored, one answer each.</summary>
    /// <exception cref="Errors.InputException">The data does not fit the model.</exception>
    DataSet Align(DataSet data);

    /// <summary>Aligned rows as the autoencoder takes them.</summary>
    DataSet InputsOf(DataSet aligned);

    /// <summary>What the values of a row mean.</summary>
    RowTerms Terms { get; }

    /// <summary>What is found out about aligned rows, in their order.</summary>
    IEnumerable<RowFinding> Of(DataSet aligned, CancellationToken cancellationToken = default);

    /// <summary>What is found out about an aligned row, and the training row nearest to it, in original units, where there is such a row.</summary>
    (RowFinding Finding, NearestRow? Nearest) Explain(DataSet aligned, int row);

    /// <summary>Scores of the honest rivals, by name; none where there is nothing to fit them to.</summary>
    IEnumerable<(string Name, float[] Scores)> Rivals(DataSet aligned, CancellationToken cancellationToken = default);
}
