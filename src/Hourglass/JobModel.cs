using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Readers;
using Hourglass.Sources;

namespace Hourglass;

/// <summary>
/// A trained autoencoder put to a use: what the training of a job gives, and what its model file holds beside the autoencoder itself. Immutable
/// and safe to use from many threads at once.
/// </summary>
/// <param name="autoencoder">The trained autoencoder.</param>
public abstract class JobModel(TrainedAutoencoder autoencoder)
{
    /// <summary>Codes drawn for each row when likelihoods are measured, unless told otherwise.</summary>
    public const int DefaultImportanceSamples = 50;

    /// <summary>The trained autoencoder: encodes, decodes and reconstructs, whatever the job.</summary>
    public TrainedAutoencoder Autoencoder { get; } = autoencoder;

    /// <summary>The trained autoencoder, to encode and reconstruct the rows of data as they are given.</summary>
    /// <exception cref="InputException">It takes something else, which the job makes of them.</exception>
    public virtual TrainedAutoencoder ForRows() => Autoencoder;

    /// <summary>The job's name, in model files and on the command line.</summary>
    public abstract string Job { get; }

    /// <summary>What a row is, for the model file; "pictures" or "table", by the row's shape, when null (default).</summary>
    protected virtual string? InputKind => null;

    /// <summary>Whether rows may lack values, NaN where one is missing; false by default.</summary>
    protected virtual bool AllowsMissing => false;

    /// <summary>What the job keeps in the recipe of its model file, under the key <c>use</c>.</summary>
    protected virtual JsonObject Settings => [];

    /// <summary>What a person wants to know of the job's part when looking into the file, name and value; nothing by default.</summary>
    public virtual IReadOnlyList<(string What, string Value)> Facts => [];

    /// <summary>The job's own tensors, by section of the model file.</summary>
    protected virtual IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections => new Dictionary<string, IReadOnlyList<NamedTensor>>();

    /// <summary>The measures of the job on some rows, the honest rival's beside them.</summary>
    /// <param name="data">Rows as in training, in original units.</param>
    /// <param name="cancellationToken">Aborts.</param>
    /// <exception cref="InputException">The rows do not fit the model.</exception>
    public abstract IReadOnlyList<Measure> Evaluate(DataSet data, CancellationToken cancellationToken = default);

    /// <summary>The same model, drawing so many codes for each row when it measures likelihoods.</summary>
    /// <param name="count">Codes for each row, 1 or more.</param>
    /// <exception cref="InputException">The job measures no likelihoods.</exception>
    public virtual JobModel WithImportanceSamples(int count) => throw new InputException(
        "This model measures no likelihoods.", "--importance-samples", $"a model of the job '{Job}'", "the option goes with models of `generate train` and `text train`", "leave it out");

    /// <summary>The result of an evaluation in one plain sentence.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="measures">What <see cref="Evaluate"/> said of them.</param>
    public virtual string Summarise(DataSet data, IReadOnlyList<Measure> measures)
    {
        double mse = measures.First(measure => measure.Key == "mse").Value ?? 0;
        return FormattableString.Invariant($"{Autoencoder.Width:N0} numbers -> {Autoencoder.CodeSize:N0}: on {data.Rows:N0} rows a value is off by {Math.Sqrt(mse):G4} on average (root mean square, in {(Autoencoder.Recipe.Table is null ? $"{Autoencoder.Scaler.Kind.ToString().ToLowerInvariant()}-scaled units" : "the units of the features")}).");
    }

    /// <summary>
    /// Loads data in the form this model takes: rows of numbers, unless the job says otherwise. Pictures are brought to the size and colour of those it was
    /// trained on, in the same way, unless the options name a size.
    /// </summary>
    /// <param name="source">Opens addresses.</param>
    /// <param name="address">Where the data is.</param>
    /// <param name="options">Labels and ignored columns.</param>
    /// <param name="progress">Told how far a download or the decoding of a folder is, or null.</param>
    /// <param name="cancellationToken">Ends a download, or the reading of a folder.</param>
    public virtual DataSet Load(
        DataSource source, DataAddress address, ReadOptions options, IProgress<LoadingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Form(source.Load(address, options with { AllowsMissing = AllowsMissing || options.AllowsMissing, Pictures = FormFor(options), Table = ReadingFor(options) }, progress, cancellationToken), FormFor(options));

    private PictureForm FormFor(ReadOptions options) => options.Pictures == PictureForm.AsTheyAre && PictureForm.IsPicture(Autoencoder.Recipe.RowShape)
        ? PictureForm.Of(Autoencoder.Recipe.RowShape, Autoencoder.Recipe.Fit ?? PictureFit.Crop)
        : options.Pictures;

    // A table is read as the columns that the model knows; a model of rows of numbers takes nothing else of it.
    private TableReading? ReadingFor(ReadOptions options)
    {
        TableReading asked = options.Table ?? new TableReading();
        if (Autoencoder.Recipe.Table is not { } table)
        {
            return Autoencoder.Recipe.Columns is { } names && names.Distinct().Count() == names.Length
                ? asked with { Schema = new TableSchema([.. names.Select(name => new TableColumn(name, ColumnKind.Number))]), IsComplete = true, RefusesMissing = true }
                : null;
        }

        TableSchema schema = table.Schema;
        TableColumn[] keys = asked.KeepsTexts ? [.. schema.Keys.Select(key => new TableColumn(key, ColumnKind.Identifier))] : [];
        return asked with { Schema = schema with { Columns = [.. schema.Columns, .. keys] }, IsComplete = true, Dialect = asked.Dialect.Or(table.Dialect) };
    }

    // Bytes are pixels; other numbers of another shape are more likely not what was meant.
    private static DataSet Form(DataSet data, PictureForm form) => data.ElementType == typeof(byte) && PictureForm.IsPicture(data.RowShape) ? form.Apply(data) : data;

    /// <summary>Which rows of the data the autoencoder itself was trained on; all of them unless the job says otherwise.</summary>
    /// <param name="data">The data that was given to the job.</param>
    public virtual DataSet TrainingRows(DataSet data) => data;

    /// <summary>What the autoencoder's weights began as, where the job did not leave that to chance: <see cref="Hourglass.Autoencoder.FirstValues"/>.</summary>
    /// <param name="rows">The rows it was trained on: <see cref="TrainingRows"/>.</param>
    public virtual ImmutableDictionary<string, float[]> FirstValues(DataSet rows) => ImmutableDictionary<string, float[]>.Empty;

    /// <summary>Rows as lines of text, for jobs whose rows are text; null otherwise.</summary>
    /// <param name="rows">[rows, width], in original units.</param>
    public virtual IReadOnlyList<string>? AsText(float[,] rows) => null;

    /// <summary>Writes the model to a file; an existing one stays whole until the new one is complete.</summary>
    /// <exception cref="HourglassException">The file cannot be written.</exception>
    public void Save(string path) => ToContainer().Save(path);

    /// <summary>Writes the model to a stream. The same model gives the same bytes.</summary>
    public void Save(Stream stream) => ToContainer().Save(stream);

    /// <summary>Writes the autoencoder as an ONNX model, for use without Hourglass; what the job needs to make sense of it stands in the metadata.</summary>
    /// <inheritdoc cref="TrainedAutoencoder.ExportOnnx(string)"/>
    public void ExportOnnx(string path) => AtomicFile.Write(path, ExportOnnx);

    /// <inheritdoc cref="ExportOnnx(string)"/>
    /// <param name="stream">Where to write.</param>
    public void ExportOnnx(Stream stream) => Autoencoder.ExportOnnx(stream, Job, Settings, AllowsMissing);

    /// <summary>Reads a model file of any job.</summary>
    /// <param name="path">A <c>.hourglass</c> file.</param>
    /// <param name="catalog">What the names in it mean; <see cref="Catalog.Default"/> by default.</param>
    /// <exception cref="InputException">The file is missing, damaged, made by a newer version, or names a job or part that the catalog lacks.</exception>
    public static JobModel Load(string path, Catalog? catalog = null) => FromContainer(ModelContainer.Load(path), path, catalog ?? Catalog.Default);

    /// <summary>Reads a model of any job from a stream that can seek.</summary>
    /// <inheritdoc cref="Load(string, Catalog?)"/>
    public static JobModel Load(Stream stream, Catalog? catalog = null) => FromContainer(ModelContainer.Load(stream, "stream"), "stream", catalog ?? Catalog.Default);

    /// <summary>Reads a model file of one job.</summary>
    /// <typeparam name="T">What the job's training gives.</typeparam>
    /// <param name="path">A <c>.hourglass</c> file.</param>
    /// <param name="catalog">What the names in it mean; <see cref="Catalog.Default"/> by default.</param>
    /// <exception cref="InputException">As for every model file; or another job made it: the message names that job.</exception>
    public static T Load<T>(string path, Catalog? catalog = null) where T : JobModel
    {
        JobModel model = Load(path, catalog);
        return model as T ?? throw new InputException(
            "The model file was made by another job.", path, $"job '{model.Job}'", $"job '{(catalog ?? Catalog.Default).JobOf<T>().Name}'",
            model.Job == TrainedAutoencoder.PlainJob ? "use the verbs evaluate, encode, decode and reconstruct" : $"use the verbs of that job: hourglass {model.Job} --help");
    }

    /// <summary>What the job keeps in the recipe of its model file; empty for jobs that keep nothing.</summary>
    public JsonObject SettingsAsJson => Settings;

    private ModelContainer ToContainer() => Autoencoder.ToContainer(Job, Settings, Sections, InputKind);

    private static JobModel FromContainer(ModelContainer file, string name, Catalog catalog)
    {
        string job = file.Recipe["job"]!.ToString();
        JobEntry entry = catalog.Jobs.FirstOrDefault(known => known.Name == job) ?? throw new InputException(
            "The model file was made by a job that is not known.", name, $"job {Quotation.Of(job)}", $"one of {string.Join(", ", catalog.Jobs.Select(known => known.Name))}",
            "use a version of Hourglass that has it, or the catalog it was made with; a checkpoint becomes a model with --resume");
        TrainedAutoencoder autoencoder = TrainedAutoencoder.FromContainer(file, name, catalog);
        return ModelFileError.Explain(name, () => entry.Open(autoencoder, new JobFile(TrainedAutoencoder.SettingsOf(file), file.Sections)));
    }
}

/// <summary>A job as the catalog knows it.</summary>
/// <param name="Name">Its name, in model files and on the command line.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Model">What its training gives.</param>
/// <param name="Open">Makes that from a model file; content that makes no sense may be answered with <see cref="ArgumentException"/>, <see cref="FormatException"/> or <see cref="System.Text.Json.JsonException"/>.</param>
public sealed record JobEntry(string Name, string Summary, Type Model, Func<TrainedAutoencoder, JobFile, JobModel> Open);

/// <summary>A job's own part of a model file.</summary>
/// <param name="Settings">What it kept in the recipe.</param>
/// <param name="Sections">Tensors by section, those of the autoencoder among them.</param>
public sealed record JobFile(JsonObject Settings, IReadOnlyDictionary<string, IReadOnlyList<NamedTensor>> Sections)
{
    /// <summary>A tensor of a section.</summary>
    /// <exception cref="FormatException">It is not there.</exception>
    public NamedTensor Tensor(string section, string name) =>
        (Sections.TryGetValue(section, out IReadOnlyList<NamedTensor>? tensors) ? tensors.FirstOrDefault(tensor => tensor.Name == name) : null)
        ?? throw new FormatException($"The section '{section}' has no tensor '{name}'.");
}
