using MesaBench.Networks;

namespace MesaBench.Tests.Networks;

public class OrthogonalTests
{
    [Theory]
    [InlineData(36, 17, 1.5)]
    [InlineData(8, 8, 1)]
    [InlineData(5, 1, 2)]
    public void Columns_are_orthogonal_with_the_gain_as_their_norm(int rows, int columns, double gain)
    {
        double[] m = Orthogonal.Matrix(11, 3, new ParameterBlock("w", [rows, columns], gain));
        for (int a = 0; a < columns; a++)
            for (int b = 0; b < columns; b++)
                Assert.Equal(
                    a == b ? gain * gain : 0, Enumerable.Range(0, rows).Sum(r => m[r * columns + a] * m[r * columns + b]), 1e-12);
    }

    [Fact]
    public void Where_there_are_fewer_rows_the_rows_are_orthogonal()
    {
        double[] m = Orthogonal.Matrix(11, 3, new ParameterBlock("w", [4, 9], 2));
        for (int a = 0; a < 4; a++)
            for (int b = 0; b < 4; b++)
                Assert.Equal(a == b ? 4 : 0, Enumerable.Range(0, 9).Sum(c => m[a * 9 + c] * m[b * 9 + c]), 1e-12);
    }

    [Fact]
    public void The_column_apart_has_a_gain_of_its_own_and_leaves_the_others_orthogonal()
    {
        double[] m = Orthogonal.Matrix(11, 3, new ParameterBlock("head", [20, 5], 0.01) { Apart = (4, 1) });
        for (int a = 0; a < 5; a++)
            for (int b = 0; b < 4; b++)
                if (a != 4) Assert.Equal(a == b ? 1e-4 : 0, Enumerable.Range(0, 20).Sum(r => m[r * 5 + a] * m[r * 5 + b]), 1e-12);
        Assert.Equal(1, Enumerable.Range(0, 20).Sum(r => m[r * 5 + 4] * m[r * 5 + 4]), 1e-12);
    }

    [Fact]
    public void No_gain_makes_zeros() =>
        Assert.All(Orthogonal.Matrix(11, 3, new ParameterBlock("bias", [1, 9], 0)), x => Assert.Equal(0, x));

    [Fact]
    public void Keys_and_blocks_have_values_of_their_own()
    {
        ParameterBlock block = new("w", [6, 6], 1);
        double[] values = Orthogonal.Matrix(11, 3, block);
        Assert.Equal(values, Orthogonal.Matrix(11, 3, block));
        Assert.Empty(values.Intersect(Orthogonal.Matrix(12, 3, block)));
        Assert.Empty(values.Intersect(Orthogonal.Matrix(11 + (1UL << 32), 3, block)));
        Assert.Empty(values.Intersect(Orthogonal.Matrix(11, 4, block)));
    }
}
