using MesaBench.Engines;

namespace MesaBench.Networks;

/// <summary>What environments show and what an actor answers, for the steps of a rollout and one more.</summary>
/// <param name="Environments">Environments an agent; a multiple of 16.</param>
/// <param name="Steps">Steps of a rollout; the slot after them is the step whose value is bootstrapped from. 0 when only acting.</param>
/// <param name="Features">[agent][step x environment][1 + most active] count and active features.</param>
/// <param name="Fresh">
/// [agent][step][environment] what is new at a step: bit 0, an episode begins; bit 1, more than the agent's place has changed.
/// </param>
/// <param name="Head">[agent][5][step x environment] logits and value.</param>
public sealed record Experience(int Environments, int Steps, IntTensor Features, IntTensor Fresh, Tensor Head)
{
    /// <summary>New memory.</summary>
    public static Experience Create(IEngine engine, ObservationShape shape, int agents, int environments, int steps)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return new Experience(
            environments, steps, engine.Ints(agents, (steps + 1) * environments, shape.MaxActive + 1), engine.Ints(agents, steps + 1, environments),
            engine.Floats(agents, Network.Outputs, (steps + 1) * environments));
    }

    /// <summary>Agents.</summary>
    public int Agents => Head.Agents;

    /// <summary>[agent][environment][1 + most active] the observations of one step.</summary>
    public IntTensor FeaturesAt(int step) => Features.RowRange(step * Environments, Environments);

    /// <summary>[agent][1][environment] what is new at one step.</summary>
    public IntTensor FreshAt(int step) => Fresh.RowRange(step, 1);

    /// <summary>[agent][5][environment] the answers at one step.</summary>
    public Tensor HeadAt(int step) => Head.ColumnRange(step * Environments, Environments);
}
