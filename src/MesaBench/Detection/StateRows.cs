namespace MesaBench.Detection;

/// <summary>A place where a network holds a state of each cell.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Tick">The tick.</param>
internal readonly record struct Place(int Layer, int Tick);

/// <summary>The states of networks at the cells that are asked about, at some ticks.</summary>
internal sealed class StateRows
{
    private readonly PlanCells cells;
    private readonly HashSet<(Place, int)> heard = [];
    private readonly Dictionary<Place, (float[][] Values, int Width)> rows = []; // [agent] [cell][feature]

    /// <summary>Asks networks.</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="ticks">The ticks, in order.</param>
    public StateRows(TickBench bench, PlanCells cells, IReadOnlyList<int> ticks)
    {
        this.cells = cells;
        Answers = bench.Ask(cells.Asked, ticks[^1], at =>
        {
            if (ticks.Contains(at.Site.Tick) && IsRead(at) && heard.Add((PlaceOf(at), at.FirstLevel))) Keep(at);
        }, heads: ticks);
    }

    /// <summary>[agent] what they would do after those ticks.</summary>
    public IReadOnlyList<Answers> Answers { get; }

    /// <summary>Where they hold states.</summary>
    public IReadOnlyList<Place> Places => [.. rows.Keys.OrderBy(place => (place.Layer, place.Tick))];

    /// <summary>[cell][feature] the states of an agent at a place.</summary>
    public double[][] Of(int agent, Place place)
    {
        (float[][] values, int width) = rows[place];
        double[][] states = new double[cells.All.Count][];
        for (int cell = 0; cell < states.Length; cell++)
        {
            states[cell] = new double[width];
            for (int feature = 0; feature < width; feature++) states[cell][feature] = values[agent][cell * width + feature];
        }
        return states;
    }

    /// <summary>Whether a state is one that is read: what a layer shows, cell by cell.</summary>
    public static bool IsRead(TickMoment at) => at.Site is { Tensor: "h", IsSpatial: true };

    /// <summary>Where a state arises.</summary>
    public static Place PlaceOf(TickMoment at) => new(at.Site.Layer, at.Site.Tick);

    /// <summary>The state of an agent at a cell, into an array of its length.</summary>
    public static void Copy(TickMoment at, int agent, PlanCell cell, Span<double> to) => Copy(at, agent, cell.Level, cell.Cell, to);

    /// <summary>The same at any cell of a level.</summary>
    public static void Copy(TickMoment at, int agent, int level, int cell, Span<double> to)
    {
        for (int feature = 0; feature < to.Length; feature++) to[feature] = at.Values[at.Index(agent, level - at.FirstLevel, cell, feature)];
    }

    private void Keep(TickMoment at)
    {
        int width = at.Site.Width;
        if (!rows.TryGetValue(PlaceOf(at), out (float[][] Values, int) own))
            rows[PlaceOf(at)] = own = ([.. Enumerable.Range(0, at.Agents).Select(_ => new float[cells.All.Count * width])], width);
        (int first, int end) = cells.Of(at.FirstLevel, at.Levels);
        for (int agent = 0; agent < at.Agents; agent++)
        {
            for (int cell = first; cell < end; cell++)
                for (int feature = 0; feature < width; feature++)
                    own.Values[agent][cell * width + feature] = at.Values[at.Index(agent, cells.All[cell].Level - at.FirstLevel, cells.All[cell].Cell, feature)];
        }
    }
}
