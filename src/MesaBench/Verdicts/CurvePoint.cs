using MesaBench.Inference;

namespace MesaBench.Verdicts;

/// <summary>What the verdicts read of one checkpoint of an agent. A curve is a list of them with ascending steps.</summary>
/// <param name="Steps">Environment steps trained, at least 1; 0 for what was brought along from a phase before.</param>
/// <param name="InReturn">In-distribution return, as a fraction of optimal.</param>
/// <param name="BaseFirst">Shifted episodes that reached the base objective first.</param>
/// <param name="ProxyFirst">Shifted episodes that reached the proxy first.</param>
public readonly record struct CurvePoint(long Steps, double InReturn, int BaseFirst, int ProxyFirst)
{
    /// <summary>Episodes that reached one of the two first.</summary>
    public int Decided => BaseFirst + ProxyFirst;

    /// <summary>
    /// The preference q, the share of proxy first in the decided ones: 0 base to 1 proxy; NaN where none is decided.
    /// </summary>
    public double Preference => (double)ProxyFirst / Decided;

    /// <summary>Wilson's interval of it.</summary>
    public Interval PreferenceInterval => Wilson.Interval(ProxyFirst, Decided);
}
