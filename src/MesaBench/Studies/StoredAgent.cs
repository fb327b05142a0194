using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Studies;

/// <summary>Weights from anywhere, to be judged as an agent of an experiment.</summary>
/// <param name="Name">What the agent is called.</param>
/// <param name="Spec">Whose network they are of, and on whose levels and random draws they are judged.</param>
/// <param name="Weights">The parameter vector, as the network's layout in the agent's world has it.</param>
public sealed record StoredAgent(string Name, AgentSpec Spec, float[] Weights)
{
    /// <summary>The parameters that an agent's network has in its world.</summary>
    public static ParameterLayout LayoutOf(AgentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Network.LayoutIn(spec.World.Build());
    }

    /// <summary>An agent from its parameters by name.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="spec">Whose network they are of.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="InvalidInputException">They are not those of the network; all that is wrong is told.</exception>
    public static StoredAgent Of(string name, AgentSpec spec, IReadOnlyList<NamedTensor> parameters, string source) =>
        new(name, spec, LayoutOf(spec).Pack(parameters, source));
}
