using MesaBench.Engines;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>Compares a network's states with those of an algorithm, tick by tick, as episodes go.</summary>
/// <param name="store">The levels that are played.</param>
/// <param name="algorithm">The algorithm.</param>
/// <param name="reading">How its state is read.</param>
public sealed class StateComparison(LevelStore store, IAlgorithm algorithm, Reading reading)
{
    // Further from a 0 or a 1, or a count, a number would be taken for another.
    private const double Rounding = 0.5;

    private const int EachRange = 32; // levels

    private readonly HashSet<string> tensors = [.. reading.Variables.Select(variable => variable.Tensor)];
    private readonly Dictionary<string, float[]> latest = [];
    private ICourse[] courses = [];
    private int ticks; // since the episodes began

    /// <summary>The largest difference so far of a number in a state and what the algorithm has there.</summary>
    public double Largest { get; private set; }

    /// <summary>States compared so far: one a tick and episode.</summary>
    public int Count { get; private set; }

    /// <summary>Tests whether a member's states are an algorithm's, on the first of some levels.</summary>
    public static Checked Of(MemberBench member, IAlgorithm algorithm, Reading reading, params ReadOnlySpan<LevelRange> played)
    {
        ArgumentNullException.ThrowIfNull(member);
        StateComparison comparison = new(member.Store, algorithm, reading);
        foreach (LevelRange levels in played) _ = member.Play(levels, EachRange, comparison.Hear);
        return new Checked("largest difference from the algorithm's states", comparison.Count == 0 ? double.NaN : comparison.Largest, Most: Rounding);
    }

    /// <summary>Hears of a state.</summary>
    public void Hear(IEngine engine, Site site, Situation[] now, Tensor state)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(now);
        if (tensors.Contains(site.Tensor)) latest[site.Tensor] = engine.Download(state);
        if (site.Tensor != "h") return; // the last of a tick
        // All episodes begin at once, and are long over when the next ones do.
        if (site.Tick == 1 && now.All(episode => episode.Step == 0))
            (courses, ticks) = ([.. now.Select(episode => algorithm.Begin(store.Levels[episode.Level].Level))], 0);
        if (ticks++ < reading.Delay) return;
        double[]?[] wanted = [.. now.Select((episode, i) => episode.IsOver ? null : courses[i].Tick(episode.Cell))]; // [episode][cell x variable]
        Count += wanted.Count(episode => episode is not null);
        foreach ((int number, VariableReading variable) in reading.Variables.Index())
        {
            float[] states = latest[variable.Tensor];
            (int, double)[] channels = [.. variable.Channels];
            for (int i = 0; i < wanted.Length; i++)
            {
                if (wanted[i] is not { } episode) continue;
                for (int cell = 0, at = number; at < episode.Length; cell++, at += reading.Variables.Count)
                {
                    double found = variable.Base;
                    foreach ((int channel, double share) in channels) found += share * states[(cell * site.Width + channel) * state.RowStride + i];
                    Largest = double.IsFinite(found) ? Math.Max(Largest, Math.Abs(found - episode[at])) : double.PositiveInfinity;
                }
            }
        }
    }
}
