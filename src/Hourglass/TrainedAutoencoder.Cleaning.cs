using Hourglass.Numerics;
using Hourglass.Corruptions;
using Hourglass.Data;
using Hourglass.Errors;
using Hourglass.Evaluation;
using Hourglass.Training;

namespace Hourglass;

/// <content>Damage as it is done to the input in training, and what is left of it after cleaning.</content>
public sealed partial class TrainedAutoencoder
{
    /// <summary>Rows damaged as in training, in original units.</summary>
    /// <param name="data">[rows, <see cref="Width"/>], in original units.</param>
    /// <param name="corruption">The damage, done to the scaled values.</param>
    /// <param name="seed">What it follows from.</param>
    /// <returns>[rows, <see cref="Width"/>].</returns>
    /// <exception cref="InputException">The rows have another width than those it was trained on, or the amount of damage is out of range, or the rows are text.</exception>
    public float[,] Damage(DataSet data, Corruption corruption, ulong seed = 0)
    {
        data = Align(data);
        FiniteValues.Require(data);
        var damaged = new float[data.Rows, Width];
        DamageOf(corruption, data.Rows).Run(new BatchSource(data, Scaler), data.Rows, AsSpan(damaged), seed);
        for (int row = 0; row < data.Rows; row++) Scaler.Invert(AsSpan(damaged).Slice(row * Width, Width));
        return damaged;
    }

    /// <summary>Measures how well damaged rows are brought back to what they were, in scaled units.</summary>
    /// <param name="data">Undamaged rows, [rows, <see cref="Width"/>], in original units.</param>
    /// <param name="corruption">The damage, done to the scaled values.</param>
    /// <param name="seed">What it follows from.</param>
    /// <exception cref="InputException">The rows have another width than those it was trained on, or the amount of damage is out of range, or the rows are text.</exception>
    public CleaningMeasures EvaluateCleaning(DataSet data, Corruption corruption, ulong seed = 0)
    {
        data = Align(data);
        FiniteValues.Require(data);
        return new(Measure(clean: false), Measure(clean: true));

        ReconstructionMeasures Measure(bool clean)
        {
            InferenceSession damage = DamageOf(corruption, data.Rows);
            long draw = 0;
            return ReconstructionMeasures.Of(data, Scaler, (rows, answers) =>
            {
                Run(damage, rows, answers, seed, draw++);
                if (clean) ReconstructScaled(answers.ToArray(), answers);
            }, PicturesOf(data));
        }
    }

    private InferenceSession DamageOf(Corruption corruption, int rows)
    {
        if (Recipe.Description.Likelihood.IsOfIds)
            throw new InputException("The rows cannot be damaged.", Recipe.Training.Data, "ids of tokens", "damage is done to numbers: pictures and tables", "leave it out");
        (_, int capacity) = SizeFor(rows);
        return InferenceSession.OfDamage(corruption, Width, ThreadTeam.OfMachine, capacity);
    }

    private unsafe void Run(InferenceSession session, ReadOnlySpan<float> rows, Span<float> answers, ulong seed, long draw)
    {
        fixed (float* start = rows) session.Run(new MemorySource(start, null), rows.Length / Width, answers, seed, draw);
    }
}
