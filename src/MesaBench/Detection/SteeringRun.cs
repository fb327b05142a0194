using MesaBench.Engines;

namespace MesaBench.Detection;

/// <summary>
/// The course of <see cref="PlanSteering"/>: codes from the levels for fitting; strengths, and the random directions that do most, from some of the levels with another way; figures from the others.
/// </summary>
internal sealed class SteeringRun
{
    // What a search must know, and arrows do not tell: who goes straight follows arrows that are written, and no distances.
    private const WrittenConcept Main = WrittenConcept.Distance;

    private readonly TickBench bench;
    private readonly SteeringLevels asked;
    private readonly int ticks;
    private readonly StateCode[][] codes; // [agent][concept]

    /// <summary>Runs it.</summary>
    /// <param name="bench">The networks.</param>
    /// <param name="levels">All levels.</param>
    public SteeringRun(TickBench bench, DetectionLevels levels)
    {
        (this.bench, asked, ticks) = (bench, levels.Steering, levels.MostTicks);
        IReadOnlyList<StateCodes> found = StateCodes.Of(bench, levels.Fitting, asked.Fitting, asked.Classes, ticks);
        codes = PerAgent.Select(bench.Agents, agent => SteeringLevels.Concepts.Select(concept => found[agent][(int)concept]).ToArray());
        (float[][] strengths, Effect[] effects) = Strengths();
        Found = Test(strengths, Random(strengths, effects, found));
    }

    /// <summary>[agent] what was found.</summary>
    public IReadOnlyList<PlanSteering> Found { get; }

    /// <summary>[agent][concept] the strength at which the other way is taken most, less how often it is with that of another level; and what the plan of distances does so.</summary>
    private (float[][] Strengths, Effect[] Effects) Strengths()
    {
        int count = asked.Choosing.Detours.Count, options = SteeringLevels.Strengths.Length;
        float[][][] logits = Ask(asked.OfChoices, agent =>
        [
            .. new PlanWrite?[count],
            .. from concept in SteeringLevels.Concepts
               from strength in SteeringLevels.Strengths
               from origin in SteeringLevels.Origins[..2]
               from level in Enumerable.Range(0, count)
               select new PlanWrite(codes[agent][(int)concept], asked.Choosing[concept, origin, level], strength),
        ]);
        double Gain(int agent, int option) => Taken(asked.Choosing, logits[agent], 1 + 2 * option) - Taken(asked.Choosing, logits[agent], 2 + 2 * option);
        int[][] best = PerAgent.Select(bench.Agents, agent => SteeringLevels.Concepts.Select((_, concept) =>
            Enumerable.Range(concept * options, options).MaxBy(option => Gain(agent, option))).ToArray());
        return (
            [.. best.Select(own => own.Select(option => SteeringLevels.Strengths[option % options]).ToArray())],
            [.. best.Select((own, agent) => new Effect(logits[agent][..count], Part(logits[agent], 1 + 2 * own[(int)Main], count)))]);
    }

    /// <summary>[agent] the random directions in which the other way is taken most, written so that the action moves as far as by the plan: sifted on a few levels, chosen on more.</summary>
    private Direction[] Random(float[][] strengths, Effect[] effects, IReadOnlyList<StateCodes> found)
    {
        int few = asked.FewLevels, scales = SteeringLevels.Scales.Length;
        StateCode[][] drawn = PerAgent.Select(bench.Agents, agent => Enumerable.Range(0, SteeringLevels.Random)
            .Select(number => RandomDirections.Of(codes[agent][(int)Main], found[agent].Leading, (uint)number)).ToArray());
        IEnumerable<PlanWrite> Writes(int agent, Direction direction, int levels) => Enumerable.Range(0, levels).Select(level =>
            new PlanWrite(direction.Code, asked.Choosing[Main, PlanOrigin.Other, level], strengths[agent][(int)Main] * direction.Scale));

        float[][][] sifted = Ask(asked.OfRandom, agent =>
            [.. from code in drawn[agent] from scale in SteeringLevels.Scales from write in Writes(agent, new Direction(code, scale), few) select write]);
        Direction[][] finalists = PerAgent.Select(bench.Agents, agent => drawn[agent].Select((code, number) =>
            Matched(code, effects[agent], [.. Enumerable.Range(number * scales, scales).Select(part => Part(sifted[agent], part, few))]))
            .OrderByDescending(match => match.Taken).Take(SteeringLevels.Finalists).Select(match => match.Direction).ToArray());
        float[][][] finals = Ask(asked.OfFinalists, agent => [.. finalists[agent].SelectMany(direction => Writes(agent, direction, asked.Choosing.Detours.Count))]);
        return PerAgent.Select(bench.Agents, agent => finalists[agent].Index().MaxBy(own => Taken(asked.Choosing, finals[agent], own.Index)).Item);
    }

    /// <summary>How strong directions must be written for the action to move as far, and how often the way is taken then: on straight lines between strengths that were asked.</summary>
    private (Direction Direction, double Taken) Matched(StateCode code, Effect effect, float[][][] byScale)
    {
        int few = asked.FewLevels;
        double wanted = Moved(effect.Unwritten, effect.Written, few);
        (float Scale, double Moved, double Taken) before = (0, 0, Taken(asked.Choosing, effect.Unwritten[..few], 0, few));
        foreach ((float scale, float[][] logits) in SteeringLevels.Scales.Zip(byScale))
        {
            (float Scale, double Moved, double Taken) now = (scale, Moved(effect.Unwritten, logits, few), Taken(asked.Choosing, logits, 0, few));
            if (now.Moved >= wanted)
            {
                double part = now.Moved > before.Moved ? (wanted - before.Moved) / (now.Moved - before.Moved) : 1;
                return (new Direction(code, (float)(before.Scale + part * (now.Scale - before.Scale))), before.Taken + part * (now.Taken - before.Taken));
            }
            before = now;
        }
        return (new Direction(code, before.Scale), before.Taken);
    }

    private PlanSteering[] Test(float[][] strengths, Direction[] random)
    {
        int count = asked.Testing.Detours.Count, origins = SteeringLevels.Origins.Length;
        ReadBack back = new(asked.Testing, Main, [.. codes.Select(own => own[(int)Main])], ticks);
        float[][][] logits = Ask(asked.OfTests, agent =>
        [
            .. new PlanWrite?[count],
            .. from concept in SteeringLevels.Concepts
               from origin in SteeringLevels.Origins
               from level in Enumerable.Range(0, count)
               select new PlanWrite(codes[agent][(int)concept], asked.Testing[concept, origin, level], strengths[agent][(int)concept]),
            .. Enumerable.Range(0, count).Select(level => new PlanWrite(
                random[agent].Code, asked.Testing[Main, PlanOrigin.Other, level], strengths[agent][(int)Main] * random[agent].Scale)),
        ], back.Hear);
        return PerAgent.Select(bench.Agents, agent =>
        {
            double[] taken = [.. Enumerable.Range(0, logits[agent].Length / count).Select(part => Taken(asked.Testing, logits[agent], part))];
            double[] Of(WrittenConcept concept) => taken[(1 + (int)concept * origins)..(1 + ((int)concept + 1) * origins)];
            double Gain(WrittenConcept concept) => Of(concept)[0] - Math.Max(taken[0], Of(concept)[1..].Max());
            double[] main = Of(Main);
            return new PlanSteering(Math.Min(Gain(Main), main[0] - taken[^1]), count, main[(int)PlanOrigin.Other], taken[0], taken[^1], main[(int)PlanOrigin.Elsewhere],
                main[(int)PlanOrigin.Shuffled], main[(int)PlanOrigin.Own], Gain(WrittenConcept.Field), Gain(WrittenConcept.Route), back[agent]);
        });
    }

    /// <summary>[agent][level][action] logits after the last tick.</summary>
    private float[][][] Ask(AskedLevels levels, Func<int, PlanWrite?[]> writes, TickListener? before = null)
    {
        TickListener write = PlanWrite.Listener(PerAgent.Select(bench.Agents, writes));
        return [.. bench.Ask(levels, ticks, at =>
        {
            before?.Invoke(at);
            write(at);
        }, heads: [ticks]).Select(answers => answers.ByTick[ticks - 1])];
    }

    /// <summary>How often the other way is taken in a part of what was asked.</summary>
    private static double Taken(WrittenPlans plans, float[][] logits, int part) => Taken(plans, logits, part, plans.Detours.Count);

    private static double Taken(WrittenPlans plans, float[][] logits, int part, int count) =>
        Part(logits, part, count).Zip(plans.Detours).Average(own => Answers.Share(own.First, own.Second.Other.First));

    private static float[][] Part(float[][] logits, int part, int count) => logits[(part * count)..((part + 1) * count)];

    /// <summary>Mean total variation between what is done first, on the first levels.</summary>
    private static double Moved(float[][] from, float[][] to, int count) => from.Take(count).Zip(to).Average(pair => Answers.Moved(pair.First, pair.Second));

    /// <summary>[level][action] logits with nothing written, and with the plan of distances, on the levels for choosing.</summary>
    private sealed record Effect(float[][] Unwritten, float[][] Written);

    /// <summary>Other directions, and how strong they are written, as a multiple.</summary>
    private sealed record Direction(StateCode Code, float Scale);
}
