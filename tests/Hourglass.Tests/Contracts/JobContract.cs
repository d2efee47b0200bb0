using Hourglass.Artifacts;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Jobs.AnomalyDetection;
using Hourglass.Jobs.DataGeneration;
using Hourglass.Jobs.TextGeneration;
using Hourglass.Training;

namespace Hourglass.Tests.Contracts;

/// <summary>What holds for every job: the same bits for any number of threads, the same after a file, measures with documented keys, its file works everywhere.</summary>
public class JobContract
{
    public static TheoryData<string> Jobs => [.. JobExamples.All.Keys];

    [Fact]
    public void Every_job_of_the_catalog_is_checked() => Assert.Equal([], Catalog.Default.Jobs.Select(job => job.Name).Except(JobExamples.All.Keys));

    [Theory, MemberData(nameof(Jobs))]
    public void The_same_seed_gives_the_same_file_for_any_number_of_threads(string job)
    {
        byte[] one = Saved(Fit(job, 1));
        Assert.Equal(WithoutSeconds(one), WithoutSeconds(Saved(Fit(job, 3))));
    }

    [Theory, MemberData(nameof(Jobs))]
    public void A_model_is_the_same_after_a_file(string job)
    {
        JobModel model = Fit(job, 2);
        byte[] file = Saved(model);
        JobModel loaded = JobModel.Load(new MemoryStream(file));
        Assert.Equal(model.GetType(), loaded.GetType());
        Assert.Equal(job, loaded.Job);
        Assert.Equal(file, Saved(loaded));
        DataSet rows = JobExamples.All[job].Rows();
        Assert.Equal(Numbers(model.Evaluate(rows)), Numbers(loaded.Evaluate(rows)));
        Assert.Equal(0, loaded.Autoencoder.SelfTest());
    }

    [Theory, MemberData(nameof(Jobs))]
    public void Its_file_is_an_autoencoder_to_whoever_wants_only_that(string job)
    {
        JobModel model = Fit(job, 1);
        DataSet rows = JobExamples.All[job].Rows();
        TrainedAutoencoder plain = TrainedAutoencoder.Load(new MemoryStream(Saved(model)));
        Assert.Equal(model.Autoencoder.Encode(rows), plain.Encode(rows));
        Assert.Equal(model.Autoencoder.Reconstruct(rows), plain.Reconstruct(rows));
    }

    [Theory, MemberData(nameof(Jobs))]
    public void Many_threads_at_once_get_the_bits_that_one_gets(string job)
    {
        JobModel model = Fit(job, 1);
        DataSet rows = JobExamples.All[job].Rows(), few = rows.Select([.. Enumerable.Range(0, 7)]);
        Func<object>[] questions =
        [
            () => model.Autoencoder.Encode(rows), () => model.Autoencoder.Encode(few), () => model.Autoencoder.Reconstruct(rows), () => model.Autoencoder.ReconstructionError(rows),
            .. model switch
            {
                AnomalyDetector detector => (Func<object>[])[() => detector.Score(rows).Select(row => (row.Score, row.PValue)).ToArray()],
                DataGenerator generator => [() => generator.Sample(30, seed: 4)],
                TextGenerator generator => [() => generator.Sample(12).Texts.ToArray()],
                _ => [],
            },
        ];
        object[] alone = [.. questions.Select(ask => ask())];
        var answers = new object[64];
        Thread[] threads = [.. Enumerable.Range(0, 16).Select(thread => new Thread(() =>
        {
            for (int i = thread; i < answers.Length; i += 16) answers[i] = questions[(i + (i / 16)) % questions.Length]();
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        for (int i = 0; i < answers.Length; i++) Assert.Equal(alone[(i + (i / 16)) % questions.Length], answers[i]);
    }

    [Theory, MemberData(nameof(Jobs))]
    public void Its_measures_are_finite_and_summed_up_in_a_sentence(string job)
    {
        JobModel model = Fit(job, 1);
        DataSet rows = JobExamples.All[job].Rows();
        IReadOnlyList<Measure> measures = model.Evaluate(rows);
        Assert.All(measures, measure => Assert.True(measure.Value is null || double.IsFinite(measure.Value.Value), measure.Key));
        Assert.Equal(measures.Count, measures.Select(measure => measure.Key).Distinct().Count());
        Assert.EndsWith(".", model.Summarise(rows, measures));
    }

    [Theory, MemberData(nameof(Jobs))]
    public void A_file_whose_own_sections_are_missing_is_refused(string job)
    {
        ModelContainer whole = ModelContainer.Load(new MemoryStream(Saved(Fit(job, 1))), "model");
        string[] own = [.. whole.Sections.Keys.Except(["weights", "preprocessing", "selftest"])];
        foreach (string section in own)
        {
            var damaged = new MemoryStream();
            new ModelContainer(whole.Recipe, whole.Sections.Where(pair => pair.Key != section).ToDictionary()).Save(damaged);
            Assert.Contains("cannot be understood", Assert.Throws<InputException>(() => JobModel.Load(damaged)).Message);
        }
    }

    [Fact]
    public void A_model_of_another_job_is_named_with_the_verbs_that_fit()
    {
        string path = Path.GetTempFileName();
        Fit("autoencoder", 1).Save(path);
        string message = Assert.Throws<InputException>(() => JobModel.Load<Hourglass.Jobs.DimensionReduction.DimensionReducer>(path)).Message;
        File.Delete(path);
        Assert.Contains("job 'autoencoder'", message);
        Assert.Contains("job 'reduce'", message);
        Assert.Contains("evaluate", message);
    }

    private static JobModel Fit(string job, int threads) => JobExamples.All[job].Fit(new TrainingOptions { Epochs = 3, Batch = 40, Seed = 5, Threads = threads });

    private static byte[] Saved(JobModel model)
    {
        var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    // The time a training took is the one thing in a file that differs from run to run.
    private static string WithoutSeconds(byte[] file)
    {
        var container = ModelContainer.Load(new MemoryStream(file), "model");
        container.Recipe["training"]!["seconds"] = 0;
        return container.Recipe.ToJsonString() + string.Join('|', container.Sections.OrderBy(section => section.Key, StringComparer.Ordinal)
            .SelectMany(section => section.Value.Select(tensor => $"{section.Key}/{tensor.Name}:{Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(tensor.Values))}")));
    }

    private static IEnumerable<(string, double?)> Numbers(IReadOnlyList<Measure> measures) =>
        measures.Where(measure => measure.Key != "seconds").Select(measure => (measure.Key, measure.Value));
}
