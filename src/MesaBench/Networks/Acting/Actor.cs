using MesaBench.Engines;

namespace MesaBench.Networks;

/// <summary>
/// A cohort of agents that act: they see observations, think and answer with logits. Where they come from, training, a compiler or a
/// script, makes no difference to who plays them.
/// </summary>
/// <param name="experience">What they see and where they answer.</param>
public abstract class Actor(Experience experience)
{
    /// <summary>What they see and where they answer.</summary>
    public Experience Experience { get; } = experience;

    /// <summary>Where their hidden state can be looked at and changed, in the order in which it arises within a step.</summary>
    public virtual IReadOnlyList<Site> Sites => [];

    /// <summary>
    /// Called for every site as soon as its state is there, before anything is computed from it; what it writes is what the actor goes on
    /// with. Null when nobody listens, which costs nothing.
    /// </summary>
    public SiteListener? Listener { get; set; }

    /// <summary>Answers at one step, from its observation and the state before it.</summary>
    public abstract void Act(int step);

    /// <summary>Makes the state after the rollout's last step (after step 0, when only acting) the one before its first.</summary>
    public virtual void CarryOver()
    {
    }

    /// <summary>Starts every environment without memory.</summary>
    public virtual void Forget()
    {
    }
}

/// <summary>Hears of a state.</summary>
/// <param name="site">Where it arises.</param>
/// <param name="step">Step of the rollout; 0 when only acting.</param>
/// <param name="state">
/// The state itself: [agent][environment][feature], or, where samples are side by side, [agent][cell x feature][environment].
/// </param>
public delegate void SiteListener(Site site, int step, Tensor state);

/// <summary>A place where a state arises within a step.</summary>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Tick">Tick within the environment step, from 1; 0 for a network without ticks.</param>
/// <param name="Tensor">Which of the layer's states it is, e.g. <c>h</c>.</param>
/// <param name="Width">Features of the site: of each cell when <paramref name="IsSpatial"/>, else of the whole layer.</param>
/// <param name="IsSpatial">Whether there is one state a cell.</param>
public sealed record Site(int Layer, int Tick, string Tensor, int Width, bool IsSpatial)
{
    /// <summary>Whether its state has samples side by side, [agent][cell x feature][environment], as all with cells have.</summary>
    public bool HasSamplesSideBySide { get; init; }

    /// <summary>Its stable name, e.g. <c>layer0.tick2.h</c>, or <c>layer1.h</c> in a network without ticks.</summary>
    public string Name => Tick == 0 ? Untimed : $"layer{Layer}.tick{Tick}.{Tensor}";

    /// <summary>The name that it shares with those of other ticks, e.g. <c>layer0.h</c>.</summary>
    public string Untimed => $"layer{Layer}.{Tensor}";
}
