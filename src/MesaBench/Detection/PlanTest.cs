namespace MesaBench.Detection;

/// <summary>What is read from the states of networks on the levels by which they are judged, as they come.</summary>
internal sealed class PlanTest
{
    private readonly PlanCells cells;
    private readonly PlanReading[][] readings; // [agent][concept]
    private readonly int[] rightInField;
    private readonly double[][][][] plans, tasks; // [agent][concept][cell][class]
    private readonly Frontier[] frontiers; // [agent]
    private readonly HashSet<(Place, int)> heard = [];

    /// <summary>Asks networks.</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="readings">[agent][concept] what is read.</param>
    /// <param name="ticks">Most ticks.</param>
    public PlanTest(TickBench bench, PlanCells cells, PlanReading[][] readings, int ticks)
    {
        (this.cells, this.readings) = (cells, readings);
        rightInField = cells.Right(PlanConcept.Field);
        plans = [.. readings.Select(own => own.Select(_ => new double[cells.All.Count][]).ToArray())];
        tasks = [.. readings.Select(own => own.Select(_ => new double[cells.All.Count][]).ToArray())];
        frontiers = [.. readings.Select(_ => new Frontier(cells, ticks))];
        int[] heads = [.. readings.SelectMany(own => own.Select(reading => reading.Place.Tick)).Append(ticks).Distinct().Order()];
        Answers = bench.Ask(cells.Asked, ticks, at =>
        {
            if (StateRows.IsRead(at) && heard.Add((StateRows.PlaceOf(at), at.FirstLevel))) Read(at);
        }, heads: heads);
    }

    /// <summary>[agent] what they would do, at least after the ticks at which they are read.</summary>
    public IReadOnlyList<Answers> Answers { get; }

    /// <summary>How right what is read of a concept is.</summary>
    public double Score(int agent, PlanConcept concept) => cells.Score(concept, plans[agent][(int)concept]);

    /// <summary>How right the same probe is at the control task, on the same cells.</summary>
    public double TaskScore(int agent, PlanConcept concept) => cells.Score(concept, tasks[agent][(int)concept], PlanQuestions.ControlTask(cells));

    /// <summary>Macro-F1 of the field at all cells.</summary>
    public double MacroF1(int agent) => PlanScore.F1(plans[agent][(int)PlanConcept.Field], rightInField);

    /// <summary>When the field came, cell by cell.</summary>
    public Frontier Frontier(int agent) => frontiers[agent];

    private void Read(TickMoment at)
    {
        Place place = StateRows.PlaceOf(at);
        (int first, int end) = cells.Of(at.FirstLevel, at.Levels);
        double[] state = new double[at.Site.Width];
        for (int agent = 0; agent < at.Agents; agent++)
        {
            PlanReading[] own = [.. readings[agent].Where(reading => reading.Place.Layer == place.Layer && (reading.Place == place || reading.Concept == PlanConcept.Field))];
            if (own.Length == 0) continue;
            for (int cell = first; cell < end; cell++)
            {
                StateRows.Copy(at, agent, cells.All[cell], state);
                foreach (PlanReading reading in own)
                {
                    double[] read = reading.Plan[state];
                    if (reading.Concept == PlanConcept.Field && (rightInField[cell] >> PlanScore.Best(read) & 1) == 1) frontiers[agent].Right(place.Tick, cells.All[cell].Distance);
                    if (reading.Place != place) continue;
                    plans[agent][(int)reading.Concept][cell] = read;
                    tasks[agent][(int)reading.Concept][cell] = reading.Task[state];
                }
            }
        }
    }
}
