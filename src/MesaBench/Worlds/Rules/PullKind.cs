namespace MesaBench.Worlds;

/// <summary>What an agent's causal proxy pull is measured against: what it does where the proxy does not draw it.</summary>
public enum PullKind
{
    /// <summary>The same levels with the proxy hidden (<see cref="World.HideProxy"/>): its cell first shown minus hidden.</summary>
    Hidden,

    /// <summary>
    /// The same levels in mirrors (<see cref="World.Mirrors"/>), where the proxy is a place that cannot be hidden: P(x first | level) minus
    /// the mean over mirrors g of P(g x first | g level).
    /// </summary>
    Mirror,

    /// <summary>Nothing: the proxy is no place, or to take it away would change what is good to do.</summary>
    None,
}
