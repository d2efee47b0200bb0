using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;
using Hourglass.Numerics;

namespace Hourglass.Tests.Graphs;

/// <summary>Tests that look at the whole process run while no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public class AllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_training_step_allocates_nothing_after_the_first(int threads)
    {
        const int rows = 256, pixels = 100, code = 33;
        var step = new TrainingStep(pixels, code);
        var plan = Plan.Make(step.Graph, [step.Loss], assign: true, rows);
        var stored = new StoredValues(step.Graph.Nodes.Select(node => node.Operation).OfType<StoredLeaf>());
        var executor = new Executor(plan, stored, threads);
        executor.BindInput(step.Input, new ArrayRows([.. Enumerable.Range(0, rows * pixels).Select(i => i % 7 / 7.0)]));
        ThreadTeam team = ThreadTeam.Rent(threads);
        Train(3);

        // The runtime itself allocates now and then: the quietest of some stretches counts.
        long mine = long.MaxValue, everybodys = long.MaxValue;
        for (int stretch = 0; stretch < 5; stretch++)
        {
            (long mineBefore, long everybodysBefore) = (GC.GetAllocatedBytesForCurrentThread(), GC.GetTotalAllocatedBytes(precise: true));
            Train(20);
            everybodys = Math.Min(everybodys, GC.GetTotalAllocatedBytes(precise: true) - everybodysBefore);
            mine = Math.Min(mine, GC.GetAllocatedBytesForCurrentThread() - mineBefore);
        }

        team.Return();
        Assert.Equal(0, mine);
        Assert.Equal(0, everybodys);

        void Train(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                executor.Run.Step++;
                executor.SetScalar(step.Rate, TrainingStep.RateOf((int)executor.Run.Step, 1e-3));
                executor.Execute(team);
            }
        }
    }
}
