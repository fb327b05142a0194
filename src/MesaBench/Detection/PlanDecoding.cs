using MesaBench.Experiments;
using MesaBench.Inference;
using MesaBench.Networks;

namespace MesaBench.Detection;

/// <summary>
/// Whether a plan can be read from a network's states, better than from all that needs none: what it represents, not what it does with it.
/// </summary>
/// <param name="Gain">The larger of the gains of field and route, each its own score less that of the best control.</param>
/// <param name="Concept">Which of them it is; null where nothing was asked.</param>
/// <param name="Field">Share of cells at which the best step is read right: cells where greed errs count half of it all, the others half.</param>
/// <param name="FieldControl">The same of the best control.</param>
/// <param name="FieldF1">Macro-F1 of the best step, at all cells.</param>
/// <param name="Route">Share of cells of which it is read right whether the best way from the start comes there, and by which step it leaves; those on it count half of it all, the others half.</param>
/// <param name="RouteControl">The same of the best control.</param>
/// <param name="Selectivity">Of the concept: its score less that of the control task.</param>
/// <param name="Bits">Bits a cell of an online code of the concept by the states.</param>
/// <param name="ObservedBits">The same by the observation.</param>
/// <param name="AtOnce">Steps of the field that are read right at the first tick, by the most at any.</param>
/// <param name="TicksACell">Ticks by which the field comes later, a step farther from where ways end.</param>
public sealed record PlanDecoding(
    double Gain, PlanConcept? Concept, double Field, double FieldControl, double FieldF1, double Route, double RouteControl, double Selectivity, double Bits, double ObservedBits,
    double AtOnce, double TicksACell)
{
    // Networks before training, of which the best is a control.
    private const int Untrained = 3;

    /// <summary>Nothing was asked.</summary>
    public static PlanDecoding None { get; } = new(
        double.NaN, null, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>[agent] of networks; nothing is known where it cannot be told what is best at every cell.</summary>
    public static IReadOnlyList<PlanDecoding> Of(TickBench bench, DetectionLevels levels)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Plans is not { } plans) return [.. Enumerable.Repeat(None, bench.Agents)];
        ParameterLayout layout = bench.Network.LayoutIn(levels.World);
        TickBench all = bench.With(Enumerable.Range(0, Untrained).Select(draw => layout.Initial(RandomKey.Of($"detection/untrained/{draw}"))));
        (StateRows fitting, PlanReading[][] readings, PlanTest test) = Read(all, levels, plans);
        double[] untrained = [.. PlanQuestions.Concepts.Select(concept => Enumerable.Range(bench.Agents, Untrained).Max(agent => test.Score(agent, concept)))];
        return [.. Enumerable.Range(0, bench.Agents).Select(agent => Of(agent, readings[agent], fitting, test, plans, untrained))];
    }

    /// <summary>Fits probes to the states of networks, and tries them on other levels.</summary>
    /// <returns>The states that they were fitted to; [agent][concept] the probes; what they read.</returns>
    internal static (StateRows Fitting, PlanReading[][] Readings, PlanTest Test) Read(TickBench bench, DetectionLevels levels, PlanQuestions plans)
    {
        int[] ticks = [.. ((int[])[bench.Network.CapacityTicks, 2 * levels.World.Size, levels.MostTicks]).Where(tick => tick <= levels.MostTicks).Distinct().Order()];
        StateRows fitting = new(bench, plans.Fitting, ticks), choosing = new(bench, plans.Choosing, ticks);
        PlanReading[][] readings = [.. Enumerable.Range(0, bench.Agents).Select(agent => PlanReading.Of(fitting, choosing, plans, agent))];
        return (fitting, readings, new PlanTest(bench, plans.Testing, readings, levels.MostTicks));
    }

    private static PlanDecoding Of(int agent, PlanReading[] readings, StateRows fitting, PlanTest test, PlanQuestions plans, double[] untrained)
    {
        double[] score = [.. PlanQuestions.Concepts.Select(concept => test.Score(agent, concept))], task = [.. PlanQuestions.Concepts.Select(concept => test.TaskScore(agent, concept))];
        double[] control = [.. readings.Select((reading, c) =>
        {
            int tick = reading.Place.Tick - 1;
            double withLogits = plans.Observed[c].ScoreWith(fitting.Answers[agent].ByTick[tick], test.Answers[agent].ByTick[tick]);
            return ((double[])[plans.Observed[c].Score, withLogits, untrained[c], task[c]]).Max();
        })];
        double[] gain = [.. score.Zip(control, (own, best) => own - best)];
        int concept = gain[(int)PlanConcept.Field] >= gain[(int)PlanConcept.Route] ? (int)PlanConcept.Field : (int)PlanConcept.Route;
        Frontier frontier = test.Frontier(agent);
        return new PlanDecoding(
            gain[concept], (PlanConcept)concept, score[0], control[0], test.MacroF1(agent), score[1], control[1], score[concept] - task[concept], readings[concept].Bits,
            plans.Observed[concept].Bits, frontier.AtOnce, frontier.TicksACell);
    }
}
