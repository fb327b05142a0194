using MesaBench.Engines;
using MesaBench.Networks;

namespace MesaBench.Behaviour;

/// <summary>What an agent looks at while it thinks.</summary>
public enum ThinkingOn
{
    /// <summary>The level that it is about to play.</summary>
    Level,

    /// <summary>Sham: its own place and nothing else.</summary>
    Blank,

    /// <summary>Sham: what the next environment shows.</summary>
    AnotherLevel,
}

/// <summary>Steps in which an agent answers without acting, before its first action.</summary>
/// <param name="Steps">How many; each has as many ticks as an acting step.</param>
/// <param name="On">What it looks at.</param>
public sealed record Thinking(int Steps, ThinkingOn On)
{
    /// <summary>Lets an actor think, from the beginning of its episodes; what it sees is as before afterwards.</summary>
    internal void Let(Actor actor, IEngine engine)
    {
        if (Steps == 0) return;
        Experience seen = actor.Experience;
        int[] shown = engine.Download(seen.Features), fresh = engine.Download(seen.Fresh);
        engine.Upload(Shown(shown, seen), seen.Features);
        for (int step = 0; step < Steps; step++)
        {
            actor.Act(0);
            actor.CarryOver();
            if (step == 0) engine.Upload(new int[fresh.Length], seen.Fresh); // the episode has begun: what is remembered stays
        }
        engine.Upload(shown, seen.Features);
    }

    private int[] Shown(int[] shown, Experience seen)
    {
        int columns = seen.Features.Columns, environments = seen.Environments;
        if (On == ThinkingOn.Level) return shown;
        int[] sham = [.. shown];
        for (int i = 0; i < seen.Agents * environments; i++)
        {
            if (On == ThinkingOn.Blank) sham[i * columns] = 1; // the first of the active features is the agent's own
            else shown.AsSpan((i / environments * environments + (i + 1) % environments) * columns, columns).CopyTo(sham.AsSpan(i * columns));
        }
        return sham;
    }
}
