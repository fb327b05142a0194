using MesaBench.Engines;
using MesaBench.Networks;

namespace MesaBench.Detection;

/// <summary>Hears of the states of networks as soon as they are there, and may change them.</summary>
/// <param name="at">The state.</param>
public delegate void TickListener(TickMoment at);

/// <summary>A state of networks at a tick, on some of the levels that they are asked on.</summary>
/// <param name="engine">The engine that holds it.</param>
/// <param name="site">Where it arises; its tick counts from the first.</param>
/// <param name="firstLevel">Number of the first of the levels.</param>
/// <param name="levels">How many they are.</param>
/// <param name="state">[agent][cell x feature][level] the state.</param>
public sealed class TickMoment(IEngine engine, Site site, int firstLevel, int levels, Tensor state)
{
    private float[]? values;

    /// <summary>Where it arises; its tick counts from the first, in one run of as many ticks as are asked for.</summary>
    public Site Site => site;

    /// <summary>Number of the first of the levels.</summary>
    public int FirstLevel => firstLevel;

    /// <summary>How many levels there are.</summary>
    public int Levels => levels;

    /// <summary>Agents.</summary>
    public int Agents => state.Agents;

    /// <summary>The engine that holds the state.</summary>
    public IEngine Engine => engine;

    /// <summary>[agent][cell x feature][level] the state on the engine, for operations.</summary>
    public Tensor State => state;

    /// <summary>The state on the host; see <see cref="Index"/>. What is changed in it counts from <see cref="Write"/> on.</summary>
    public float[] Values => values ??= engine.Download(state);

    /// <summary>Where a number stands in <see cref="Values"/>.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="level">The level, from 0 for <see cref="FirstLevel"/>.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="feature">The feature of the cell.</param>
    public int Index(int agent, int level, int cell, int feature) => (agent * state.Rows + cell * site.Width + feature) * state.RowStride + level;

    /// <summary>Makes <see cref="Values"/> what the networks go on with.</summary>
    public void Write() => engine.Upload(Values, state);
}
