namespace MesaBench.Detection;

/// <summary>When the field can be read, tick by tick, by how many steps a cell is from where ways end: whether it comes from there outwards, or is all there at once.</summary>
internal sealed class Frontier
{
    // Distances of which fewer cells tell are left out.
    private const int LeastCells = 20;

    // Of the most that is ever right at a distance: from then on the field counts as there.
    private const double There = 0.9;

    private readonly int ticks;
    private readonly int[] cellsAt; // [distance]
    private readonly int[,] right; // [tick][distance]

    /// <summary>Of cells of which nothing was read yet.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="ticks">Most ticks.</param>
    public Frontier(PlanCells cells, int ticks)
    {
        this.ticks = ticks;
        cellsAt = new int[cells.All.Max(cell => cell.Distance) + 1];
        foreach (PlanCell cell in cells.All) cellsAt[cell.Distance]++;
        right = new int[ticks + 1, cellsAt.Length];
    }

    /// <summary>A step was read right.</summary>
    /// <param name="tick">The tick, from 1.</param>
    /// <param name="distance">Steps from the cell to where ways end.</param>
    public void Right(int tick, int distance) => right[tick, distance]++;

    /// <summary>[tick - 1][distance] share of cells at which the step is read right; NaN at distances of which fewer cells tell.</summary>
    public double[][] Shares =>
    [
        .. Enumerable.Range(1, ticks).Select(tick => cellsAt.Select((cells, distance) => cells < LeastCells ? double.NaN : (double)right[tick, distance] / cells).ToArray()),
    ];

    /// <summary>Steps that are read right at the first tick, by the most that are at any.</summary>
    public double AtOnce
    {
        get
        {
            int most = Enumerable.Range(1, ticks).Max(Total);
            return most == 0 ? double.NaN : (double)Total(1) / most;
        }
    }

    /// <summary>
    /// Slope of the first tick at which the field is there over the distance, least squares over cells: 1 for news that go a cell a tick. Distances at which nothing is ever right are left out; NaN where fewer than two are left.
    /// </summary>
    public double TicksACell
    {
        get
        {
            int[] distances = [.. Enumerable.Range(0, cellsAt.Length).Where(distance => cellsAt[distance] >= LeastCells && Most(distance) > 0)];
            double all = distances.Sum(distance => cellsAt[distance]), squares = 0, products = 0;
            double mean = distances.Sum(distance => (double)cellsAt[distance] * distance) / all;
            foreach (int distance in distances)
            {
                squares += cellsAt[distance] * (distance - mean) * (distance - mean);
                products += cellsAt[distance] * (distance - mean) * FirstTick(distance);
            }
            return distances.Length < 2 ? double.NaN : products / squares;
        }
    }

    private int FirstTick(int distance)
    {
        double there = There * Most(distance);
        return Enumerable.Range(1, ticks).First(tick => right[tick, distance] >= there);
    }

    private int Most(int distance) => Enumerable.Range(1, ticks).Max(tick => right[tick, distance]);

    private int Total(int tick) => Enumerable.Range(0, cellsAt.Length).Sum(distance => right[tick, distance]);
}
