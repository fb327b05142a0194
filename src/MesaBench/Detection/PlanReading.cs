using MesaBench.Inference;
using MesaBench.Worlds;

namespace MesaBench.Detection;

/// <summary>What is read of a concept from a network's states at one place.</summary>
/// <param name="Concept">What is read.</param>
/// <param name="Place">Where.</param>
/// <param name="Plan">Reads it.</param>
/// <param name="Task">Reads the control task there.</param>
/// <param name="Bits">Bits a cell of an online code by the states.</param>
internal sealed record PlanReading(PlanConcept Concept, Place Place, CellReading Plan, CellReading Task, double Bits)
{
    /// <summary>[concept] what is read of a network, each where that is most right on the levels for choosing.</summary>
    /// <param name="fitting">States to fit on.</param>
    /// <param name="choosing">States to choose by.</param>
    /// <param name="plans">What is asked.</param>
    /// <param name="agent">The network.</param>
    public static PlanReading[] Of(StateRows fitting, StateRows choosing, PlanQuestions plans, int agent)
    {
        Found[] places = [.. fitting.Places.Select(place =>
        {
            double[][] states = fitting.Of(agent, place);
            LeadingComponents components = CellReading.ComponentsOf(states);
            return new Found(place, components, [.. states.Select(state => components[state])], choosing.Of(agent, place));
        })];
        double[][] task = PlanCells.Shares(PlanQuestions.ControlTask(plans.Fitting), Paths.Actions);
        return [.. PlanQuestions.Concepts.Select(concept =>
        {
            double[] counts = plans.Fitting.Counts(concept);
            double[][] shares = PlanCells.Shares(plans.Fitting.Right(concept), PlanCell.Classes(concept));
            CellReading Fit(Found at, double[][] what) => new(at.Components, new LeastSquares(at.Fitting, what, counts: counts));
            (Found best, CellReading plan) = places.Select(at => (at, Fit(at, shares)))
                .MaxBy(own => plans.Choosing.Score(concept, own.at.Choosing.Select(state => own.Item2[state])));
            return new PlanReading(concept, best.Place, plan, Fit(best, task), OnlineCode.Bits(best.Fitting, plans.Fitting, concept));
        })];
    }

    /// <summary>The states at a place: components of those to fit on, those to choose by as they are.</summary>
    private sealed record Found(Place Place, LeadingComponents Components, double[][] Fitting, double[][] Choosing);
}
