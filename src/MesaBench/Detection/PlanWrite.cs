using System.Numerics;
using MesaBench.Engines;

namespace MesaBench.Detection;

/// <summary>Writes a plan into a network's states: in each cell it sets what the state is along the directions of a code, and leaves the rest.</summary>
/// <param name="Code">How the states hold plans.</param>
/// <param name="Classes">[cell] what the plan says; -1 where nothing is written.</param>
/// <param name="Strength">How far from the mean it is set: 1 for as far as the states of such cells are.</param>
internal sealed record PlanWrite(StateCode Code, int[] Classes, float Strength)
{
    /// <summary>A listener that writes at every tick.</summary>
    /// <param name="writes">[agent][level] what is written; null for nothing.</param>
    public static TickListener Listener(PlanWrite?[][] writes) => at =>
    {
        if (!at.Site.IsSpatial) return;
        float[] values = at.Values;
        PerAgent.Do(at.Agents, agent =>
        {
            PlanWrite?[] own = writes[agent];
            // Levels side by side with one code are written together.
            for (int first = 0, end; first < at.Levels; first = end)
            {
                StateCode? code = own[at.FirstLevel + first]?.Code;
                for (end = first + 1; end < at.Levels && own[at.FirstLevel + end]?.Code == code;) end++;
                if (code is not null && code.Sites.TryGetValue(at.Site, out SiteCode? site)) Write(at, values, agent, own.AsSpan(at.FirstLevel + first, end - first), first, site);
            }
        });
        at.Write();
    };

    private static void Write(TickMoment at, float[] values, int agent, ReadOnlySpan<PlanWrite?> writes, int first, SiteCode code)
    {
        int cells = writes[0]!.Classes.Length, width = at.Site.Width, count = writes.Length, directions = code.Directions.Length;
        float[] middle = code.Middle;
        float[] amounts = new float[directions * count];
        for (int cell = 0; cell < cells; cell++)
        {
            Span<float> Feature(int feature) => values.AsSpan(at.Index(agent, first, cell, feature), count);
            Array.Clear(amounts);
            for (int d = 0; d < directions; d++)
                for (int feature = 0; feature < width; feature++) AddScaled(amounts.AsSpan(d * count, count), Feature(feature), -code.Directions[d][feature]);
            bool any = false;
            for (int i = 0; i < count; i++)
            {
                int said = writes[i]!.Classes[cell];
                float[]? offset = said < 0 ? null : code.Offsets[said];
                any |= offset is not null;
                for (int d = 0; d < directions; d++)
                    amounts[d * count + i] = offset is null ? 0 : amounts[d * count + i] + (middle[d] + writes[i]!.Strength * offset[d]);
            }
            for (int d = 0; any && d < directions; d++)
                for (int feature = 0; feature < width; feature++) AddScaled(Feature(feature), amounts.AsSpan(d * count, count), code.Directions[d][feature]);
        }
    }

    /// <summary>to += scale x, a product and a sum each, so that lanes do not tell in any bit.</summary>
    private static void AddScaled(Span<float> to, ReadOnlySpan<float> x, float scale)
    {
        int i = 0;
        for (Vector<float> scales = new(scale); i <= to.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(to[i..]) + Vector.Multiply(scales, new Vector<float>(x[i..]))).CopyTo(to[i..]);
        for (; i < to.Length; i++)
        {
            float product = scale * x[i];
            to[i] += product;
        }
    }
}
