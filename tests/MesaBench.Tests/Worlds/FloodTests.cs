using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class FloodTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(13)]
    public void Lengths_are_those_of_a_search_cell_by_cell(int size)
    {
        Random random = new(size);
        Flood flood = new(size);
        int[] lengths = new int[size * size];
        for (int i = 0; i < 200; i++)
        {
            bool[] walls = [.. lengths.Select(_ => random.NextDouble() < 0.3)];
            int[] stops = [.. Enumerable.Range(0, 4).Select(_ => random.Next(walls.Length))];
            int[] targets = [.. Enumerable.Range(0, walls.Length).Where(_ => random.Next(2) == 0)];
            int from = random.Next(walls.Length);
            walls[from] = false;
            int[] expected = Paths.Distances(size, walls, from, stops);

            Array.Fill(lengths, -1);
            flood.Measure(flood.Floor(walls), from, Set(stops), Set(targets), lengths);
            for (int cell = 0; cell < lengths.Length; cell++) Assert.Equal(targets.Contains(cell) ? expected[cell] : -1, lengths[cell]);
        }

        CellSet Set(int[] cells) => cells.Aggregate(default(CellSet), (set, cell) => set | flood[cell]);
    }

    [Fact]
    public void A_grid_with_more_cells_than_bits_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Flood(CellBits.MostSize + 1));
}
