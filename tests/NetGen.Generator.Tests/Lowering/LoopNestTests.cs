using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Generator.Tests.Lowering;

public class LoopNestTests
{
    private static readonly EquatableArray<Extent> Rows = [Extent.Batch, new Extent(10)];

    [Fact]
    public void Maps_of_dense_rows_are_one_flat_loop()
    {
        var (order, loops) = LoopNest.Build(Rows, [], [[10, 1], [10, 1], [0, 0]], [false, false, false], [], padding: false);
        Assert.Equal(LoopOrder.Rows, order);
        var loop = Assert.Single(loops);
        Assert.Equal((LoopRole.Inner, new Extent(10, true)), (loop.Role, loop.Size));
    }

    [Fact]
    public void Padding_is_computed_along_only_where_all_rows_have_it_and_it_may_be()
    {
        var (_, flat) = LoopNest.Build(Rows, [], [[16, 1], [16, 1]], [false, false], [], padding: true);
        Assert.Equal(new Extent(16, true), Assert.Single(flat).Size);
        Assert.Equal(2, LoopNest.Build(Rows, [], [[16, 1], [16, 1]], [false, false], [], padding: false).Loops.Count);
        Assert.Equal(2, LoopNest.Build(Rows, [], [[16, 1], [10, 1]], [false, false], [], padding: true).Loops.Count);
    }

    [Fact]
    public void A_position_keeps_its_axis_apart() =>
        Assert.Equal(2, LoopNest.Build(Rows, [], [[10, 1]], [false], [1], padding: false).Loops.Count);

    [Fact]
    public void Reductions_along_rows_are_inside_and_down_the_rows_outside()
    {
        Assert.Equal(LoopOrder.Rows, LoopNest.Build(Rows, [1], [[10, 1]], [false], [], padding: true).Order);
        var (order, loops) = LoopNest.Build([Extent.Batch, new Extent(7), new Extent(10)], [0, 1], [[70, 10, 1]], [false], [], padding: true);
        Assert.Equal(LoopOrder.Columns, order);
        Assert.Equal([(LoopRole.Reducing, new Extent(7, true)), (LoopRole.Inner, new Extent(10))], loops.Select(l => (l.Role, l.Size)));
    }

    [Fact]
    public void Integers_and_distant_neighbours_are_computed_one_by_one()
    {
        Assert.DoesNotContain(LoopNest.Build([Extent.Batch], [], [[1], [1]], [true, false], [], padding: false).Loops, l => l.Role == LoopRole.Inner);
        Assert.DoesNotContain(LoopNest.Build([Extent.Batch], [], [[4]], [false], [], padding: false).Loops, l => l.Role == LoopRole.Inner);
    }
}
