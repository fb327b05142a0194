using MesaBench.Networks;

namespace MesaBench.Tests.Networks;

public class NeighbourhoodTests
{
    // Cells of a 2 x 2 grid:  0 1
    //                         2 3
    private static readonly int[] Cells =
    [
        -1, -1, -1, 0, // up left
        -1, -1, 0, 1,  // up
        -1, -1, 1, -1, // up right
        -1, 0, -1, 2,  // left
        0, 1, 2, 3,    // here
        1, -1, 3, -1,  // right
        -1, 2, -1, -1, // down left
        2, 3, -1, -1,  // down
        3, -1, -1, -1, // down right
    ];

    [Fact]
    public void Taps_run_over_the_rows_of_the_kernel_and_see_nothing_beyond_the_border()
    {
        int[] under = [.. Enumerable.Range(0, 9).SelectMany(tap => Enumerable.Range(0, 4).Select(cell => Neighbourhood.Under(2, tap, cell)))];
        Assert.Equal(Cells, under);
    }
}
