using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Graphs.Execution;

namespace Hourglass.Tests.Graphs;

public class ReferenceExecutorTests
{
    [Fact]
    public void A_leaf_without_values_is_named()
    {
        var graph = new Graph();
        Node input = graph.Input("row", Shape.Batch(2)), weight = graph.Parameter("weight", Shape.Fixed(2));
        var executor = new ReferenceExecutor();
        Assert.Contains("input 'row'", Refused());
        executor.Set(input, [1, 2]);
        Assert.Contains("parameter 'weight'", Refused());
        executor.Set(weight, [3, 4]);
        Assert.Equal([3, 8], executor.Evaluate(input * weight)[0]);

        string Refused() => Assert.Throws<InputException>(() => executor.Evaluate(input * weight)).Message;
    }

    [Fact]
    public void Values_for_another_number_of_rows_are_refused_with_the_way_to_say_it()
    {
        Node input = new Graph().Input("row", Shape.Batch(2));
        var executor = new ReferenceExecutor();
        executor.Set(input, [1, 2, 3, 4]);
        InputException error = Assert.Throws<InputException>(() => executor.Evaluate(input));
        Assert.Contains("4 numbers", error.Message);
        Assert.Contains("Run.Rows", error.Remedy);
        executor.Run.Rows = 2;
        Assert.Equal([1, 2, 3, 4], executor.Evaluate(input)[0]);
    }
}
