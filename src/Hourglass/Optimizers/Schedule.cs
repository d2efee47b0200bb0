using System.Text.Json;
using System.Text.Json.Serialization;
using Hourglass.Errors;

namespace Hourglass.Optimizers;

/// <summary>How the learning rate changes over a training, as a factor of its first value. Known by name on the command line and in model files.</summary>
[JsonConverter(typeof(ScheduleConverter))]
public sealed class Schedule
{
    private readonly Func<double, double> _factor;

    private Schedule(string name, Func<double, double> factor)
    {
        Name = name;
        _factor = factor;
    }

    /// <summary>The same rate always.</summary>
    public static Schedule Constant { get; } = new("constant", _ => 1);

    /// <summary>Straight down to zero.</summary>
    public static Schedule Linear { get; } = new("linear", done => 1 - done);

    /// <summary>Half a cosine down to zero (Loshchilov and Hutter 2017, without restarts).</summary>
    public static Schedule Cosine { get; } = new("cosine", done => 0.5 * (1 + Math.Cos(Math.PI * done)));

    /// <summary>Up over the first 5 % of the steps, then half a cosine down to zero.</summary>
    public static Schedule WarmUpCosine { get; } = new(
        "warm-up-cosine", done => done < 0.05 ? Math.Max(done, 1e-3) / 0.05 : 0.5 * (1 + Math.Cos(Math.PI * (done - 0.05) / 0.95)));

    /// <summary>Down by a factor of 100, evenly on a logarithmic scale.</summary>
    public static Schedule Exponential { get; } = new("exponential", done => Math.Pow(0.01, done));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Schedule> All { get; } = [Constant, Linear, Cosine, WarmUpCosine, Exponential];

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Finds a schedule by name.</summary>
    /// <exception cref="InputException">There is none of this name.</exception>
    public static Schedule Parse(string name) => All.FirstOrDefault(schedule => schedule.Name == name)
        ?? throw new InputException("The schedule is not known.", "schedule", name, $"one of {string.Join(", ", All)}", "name one of these");

    /// <summary>The factor before a step.</summary>
    /// <param name="step">Number of the step, from 0.</param>
    /// <param name="steps">Steps in all.</param>
    public double Factor(long step, long steps) => _factor(Math.Min(1, step / (double)Math.Max(1, steps)));

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Writes a schedule by its name.</summary>
public sealed class ScheduleConverter : JsonConverter<Schedule>
{
    /// <inheritdoc/>
    public override Schedule Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? name = reader.GetString();
        return Schedule.All.FirstOrDefault(s => s.Name == name) ?? throw new JsonException($"There is no schedule '{name}'.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Schedule value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}
