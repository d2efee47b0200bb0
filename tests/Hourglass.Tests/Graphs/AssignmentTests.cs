using Hourglass.Graphs;
using Hourglass.Graphs.Execution;
using Hourglass.Graphs.Operations;
using Hourglass.Graphs.Planning;

namespace Hourglass.Tests.Graphs;

/// <summary>Assignments take effect together at the end of a run: everybody reads the old values, whatever the order of computation.</summary>
public class AssignmentTests
{
    private static readonly float[] A = [1, 2, 3], B = [10, 20, 30], C = [100, 200, 300];
    private readonly Graph _graph = new();
    private readonly Node _a, _b, _c;

    public AssignmentTests()
    {
        _a = _graph.State("a", Shape.Fixed(3));
        _b = _graph.State("b", Shape.Fixed(3));
        _c = _graph.State("c", Shape.Fixed(3));
    }

    [Fact]
    public void A_leaf_may_receive_a_function_of_itself()
    {
        _graph.Assign(_a, (_a * 2) + 1);
        AfterRun([3, 5, 7], B, C);
    }

    [Fact]
    public void Two_leaves_may_change_places()
    {
        _graph.Assign(_a, _b);
        _graph.Assign(_b, _a);
        AfterRun(B, A, C);
    }

    [Fact]
    public void Two_leaves_may_be_computed_from_each_other()
    {
        _graph.Assign(_a, _b * 2);
        _graph.Assign(_b, _a * 3);
        AfterRun([20, 40, 60], [3, 6, 9], C);
    }

    [Fact]
    public void Three_leaves_may_change_places_in_a_ring()
    {
        _graph.Assign(_a, _b);
        _graph.Assign(_b, _c);
        _graph.Assign(_c, _a);
        AfterRun(B, C, A);
    }

    [Fact]
    public void Values_may_move_along_a_chain()
    {
        _graph.Assign(_a, _b);
        _graph.Assign(_b, _c);
        _graph.Assign(_c, _a + 1);
        AfterRun(B, C, [2, 3, 4]);
    }

    [Fact]
    public void Others_read_the_old_value()
    {
        Node twice = _a * 2, old = _a + 5, both = twice + _a;
        _graph.Assign(_a, twice);
        _graph.Assign(_b, old);
        Assert.Equal([3, 6, 9], AfterRun([2, 4, 6], [6, 7, 8], C, both));
    }

    [Fact]
    public void Readers_of_old_values_may_need_each_others_new_ones()
    {
        Node newA = _c + 1, newB = _c + 2;
        _graph.Assign(_a, newA);
        _graph.Assign(_b, newB);
        Node first = _a + newB, second = _b + newA;
        Assert.Equal([103, 204, 305], AfterRun([101, 201, 301], [102, 202, 302], C, first));
        Assert.Equal([111, 221, 331], AfterRun([101, 201, 301], [102, 202, 302], C, second, first));
    }

    [Fact]
    public void One_value_may_go_to_two_leaves()
    {
        Node sum = _a + _b;
        _graph.Assign(_a, sum);
        _graph.Assign(_c, sum);
        AfterRun([11, 22, 33], B, [11, 22, 33]);
    }

    [Fact]
    public void A_leaf_may_receive_a_constant_or_another_leaf()
    {
        _graph.Assign(_a, _graph.Constant(Shape.Fixed(3), 7));
        _graph.Assign(_b, _c);
        AfterRun([7, 7, 7], C, C);
    }

    [Fact]
    public void A_leaf_may_receive_itself()
    {
        _graph.Assign(_a, _a);
        AfterRun(A, B, C);
    }

    [Fact]
    public void A_value_that_needs_all_of_the_leaf_waits_for_it()
    {
        _graph.Assign(_a, _a / _a.Sum());
        AfterRun([1 / 6f, 2 / 6f, 3 / 6f], B, C);
    }

    [Fact]
    public void A_matrix_may_receive_its_transpose()
    {
        const int side = 70;
        Node matrix = _graph.Parameter("matrix", Shape.Fixed(side, side));
        _graph.Assign(matrix, matrix.Transpose());
        StoredValues stored = Stored();
        stored.Set("matrix", [.. Enumerable.Range(0, side * side).Select(i => (float)i)]);
        Run(stored, []);
        Assert.Equal(Enumerable.Range(0, side * side).Select(i => (float)((i % side * side) + (i / side))), stored.Get("matrix"));
    }

    [Fact]
    public void A_leaf_is_overwritten_after_the_batch_has_read_it()
    {
        Node x = _graph.Input("x", Shape.Batch(3));
        Node y = x + _a;
        _graph.Assign(_a, y.SumRows());
        StoredValues stored = Stored();
        var plan = Plan.Make(_graph, [y], assign: true, capacity: 300);
        var executor = new Executor(plan, stored, 2);
        executor.BindInput(x, new ArrayRows(new double[900]));
        executor.Poison();
        executor.Execute(2);
        Assert.Equal(Enumerable.Range(0, 900).Select(i => A[i % 3]), executor.ValuesOf(y));
        Assert.Equal([300, 600, 900], stored.Get("a"));
    }

    [Fact]
    public void A_run_without_assignments_changes_nothing()
    {
        Node twice = _a * 2;
        _graph.Assign(_a, twice);
        StoredValues stored = Stored();
        var executor = new Executor(Plan.Make(_graph, [twice], assign: false, capacity: 1), stored, 1);
        executor.Execute(1);
        Assert.Equal([2, 4, 6], executor.ValuesOf(twice));
        Assert.Equal(A, stored.Get("a"));
    }

    [Fact]
    public void A_long_graph_made_after_an_assigned_value_is_planned_at_once()
    {
        Node value = _b * 2, last = _c * 1.5;
        for (int i = 0; i < 200; i++) last += last * 0.5;
        _graph.Assign(_a, value);
        Node reader = _a + last;
        AfterRun([20, 40, 60], B, C);
        Assert.Equal(3, AfterRun([20, 40, 60], B, C, reader).Length);
    }

    [Fact]
    public void What_cannot_be_assigned_is_named()
    {
        Assert.Contains("Only a parameter or a state", Assert.Throws<ArgumentException>(() => _graph.Assign(_graph.Scalar("rate"), _graph.Constant(Shape.Scalar, 1))).Message);
        Assert.Contains("a has shape [3], its new value [2]", Assert.Throws<ArgumentException>(() => _graph.Assign(_a, _graph.Constant(Shape.Fixed(2), 1))).Message);
        _graph.Assign(_a, _b);
        Assert.Contains("a is assigned twice", Assert.Throws<ArgumentException>(() => _graph.Assign(_a, _c)).Message);
    }

    private StoredValues Stored()
    {
        var stored = new StoredValues(_graph.Nodes.Select(node => node.Operation).OfType<StoredLeaf>());
        stored.Set("a", A);
        stored.Set("b", B);
        stored.Set("c", C);
        return stored;
    }

    private Executor Run(StoredValues stored, Node[] roots)
    {
        var executor = new Executor(Plan.Make(_graph, roots, assign: true, capacity: 1), stored, 2);
        executor.Poison();
        executor.Execute(2);
        return executor;
    }

    // The value of the first root, if any.
    private float[] AfterRun(float[] a, float[] b, float[] c, params Node[] roots)
    {
        StoredValues stored = Stored();
        Executor executor = Run(stored, roots);
        Assert.Equal(a, stored.Get("a"));
        Assert.Equal(b, stored.Get("b"));
        Assert.Equal(c, stored.Get("c"));
        return roots.Length > 0 ? executor.ValuesOf(roots[0]) : [];
    }
}
