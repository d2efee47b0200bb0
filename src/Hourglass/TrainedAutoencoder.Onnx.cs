using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Errors;
using Hourglass.Graphs.Onnx;
using Hourglass.Training;

namespace Hourglass;

/// <content>Export to ONNX.</content>
public sealed partial class TrainedAutoencoder
{
    /// <summary>
    /// Writes the model as one ONNX graph, for use without Hourglass. Its input is <c>rows</c> <c>[batch, width]</c>, float32 in original units (int64 for
    /// ids of tokens); outputs are <c>code</c> <c>[batch, code]</c> as <see cref="Encode(float[,])"/> gives, <c>reconstruction</c> <c>[batch, width]</c> as
    /// <see cref="Reconstruct(float[,])"/> gives, and <c>error</c> <c>[batch, 1]</c>, the <see cref="Loss"/> of each row. The batch may have any number of rows.
    /// </summary>
    /// <param name="path">An <c>.onnx</c> file; an existing one stays whole until the new one is complete.</param>
    /// <exception cref="InputException">An operation of the model has no ONNX rule, the model takes more than 2 GB, or the file cannot be written.</exception>
    /// <exception cref="WorkFailedException">The disk is full or failed.</exception>
    public void ExportOnnx(string path) => AtomicFile.Write(path, ExportOnnx);

    /// <inheritdoc cref="ExportOnnx(string)"/>
    /// <param name="stream">Where to write.</param>
    public void ExportOnnx(Stream stream) => ExportOnnx(stream, PlainJob, [], allowsMissing: false);

    /// <summary>The same for a job, with what it keeps in its recipe.</summary>
    internal void ExportOnnx(Stream stream, string job, JsonObject settings, bool allowsMissing)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string[] producer = ModelContainer.Creator.Split(' ');
        Dictionary<string, string> metadata = new()
        {
            ["job"] = job,
            ["rowShape"] = $"[{string.Join(", ", Recipe.RowShape)}]",
            ["scaling"] = Scaler.Kind.ToString().ToLowerInvariant(),
            ["loss"] = Catalog.NameOf(Recipe.Description.Likelihood),
        };
        if (Recipe.Columns is { } columns) metadata["columns"] = new JsonArray([.. columns.Select(column => (JsonNode)column)]).ToJsonString();
        if (settings.Count > 0) metadata[SettingsKey] = settings.ToJsonString();
        OnnxModel.Write(stream, OnnxExport.Of(Recipe.Description, Width, Scaler, allowsMissing, _values), (producer[0], producer[1]), metadata);
    }
}
