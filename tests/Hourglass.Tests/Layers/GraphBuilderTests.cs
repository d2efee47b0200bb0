using Hourglass.Errors;
using Hourglass.Graphs;
using Hourglass.Layers;

namespace Hourglass.Tests.Layers;

public class GraphBuilderTests
{
    [Fact]
    public void The_same_name_in_the_same_scope_is_the_same_parameter()
    {
        var builder = new GraphBuilder(new Graph(), isTraining: false);
        Node first = builder.Parameter("weight", Shape.Fixed(3, 2), Initialiser.Zeros);
        Assert.Same(first, builder.Parameter("weight", Shape.Fixed(3, 2), Initialiser.Zeros));
        using (builder.Within("gate")) Assert.NotSame(first, builder.Parameter("weight", Shape.Fixed(3, 2), Initialiser.Zeros));
        Assert.Equal(2, builder.Declarations.Count());
    }

    [Fact]
    public void One_path_for_two_shapes_is_refused_with_both()
    {
        InputException error = Assert.Throws<InputException>(() => Autoencoder.Of([new TwoDense(4, 2)], [new Dense(11)]).Architecture.CodeSize(11));
        Assert.Contains("encoder.0.weight", error.Message);
        Assert.Contains("[11, 4]", error.Message);
        Assert.Contains("[4, 2]", error.Message);
        Assert.Contains("builder.Within", error.Message);
    }

    [Fact]
    public void One_path_for_a_parameter_and_a_state_is_refused()
    {
        var builder = new GraphBuilder(new Graph(), isTraining: false);
        builder.Parameter("mean", Shape.Fixed(3), Initialiser.Zeros);
        InputException error = Assert.Throws<InputException>(() => builder.State("mean", Shape.Fixed(3), Initialiser.Zeros));
        Assert.Contains("parameter [3]", error.Message);
        Assert.Contains("state [3]", error.Message);
    }

    // Both dense layers call their weights "weight".
    private sealed record TwoDense(int Hidden, int Width) : Layer
    {
        public override Node Build(GraphBuilder builder, Node input) => new Dense(Width).Build(builder, new Dense(Hidden).Build(builder, input));
    }
}
