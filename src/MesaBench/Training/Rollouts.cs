using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Training;

/// <summary>Plays a cohort's training episodes with its own networks, one rollout after another, and keeps count of what they earn.</summary>
public sealed class Rollouts
{
    private readonly IEngine engine;
    private readonly WorldTensors world;
    private readonly IntTensor state;
    private readonly Tensor tallies;
    private readonly float discount;
    private long played;
    private int firstEpisode;

    // Episodes of a phase of training, more than any is likely to have: what is drawn for one phase is drawn for no other.
    private const int EpisodesPerPhase = 1 << 27;

    /// <summary>Takes memory.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="actor">Who acts; has memory for a rollout.</param>
    /// <param name="world">Descriptors and level tables of the agents.</param>
    /// <param name="discount">Discount a step.</param>
    public Rollouts(IEngine engine, Actor actor, WorldTensors world, double discount)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(actor);
        (this.engine, this.world, Actor, this.discount) = (engine, world, actor, (float)discount);
        Experience seen = actor.Experience;
        state = engine.Ints(seen.Agents, seen.Environments, EnvironmentState.Columns);
        Samples = engine.Floats(seen.Agents, Rollout.Rows, seen.Environments * seen.Steps);
        tallies = engine.Floats(seen.Agents, Tally.Rows, seen.Environments);
    }

    /// <summary>Begins a phase's first episodes; whatever was played before is left and forgotten.</summary>
    /// <param name="phase">Number of the phase, from 0.</param>
    /// <param name="before">Those of the phase before, by whose number actions go on being drawn; null in the first.</param>
    public void Begin(int phase, Rollouts? before = null)
    {
        played = before?.played ?? played;
        Experience seen = Actor.Experience;
        (Scattered, Span, StepsPerLevel, Watcher, firstEpisode) = (0, 1, null, null, phase * EpisodesPerPhase);
        engine.Run(new Zero(tallies));
        engine.Run(new ResetEnvironments(world, state, seen.FeaturesAt(0), seen.FreshAt(0), Evaluation: false, firstEpisode));
    }

    /// <summary>Who acts.</summary>
    public Actor Actor { get; }

    /// <summary>[agent][row of a rollout][step x environment] what was done and what came of it.</summary>
    public Tensor Samples { get; }

    /// <summary>
    /// So many of each agent's environments, the first, play no whole episodes: once in a <see cref="Span"/>, the first of all excepted, they show a level of
    /// training and one of its free cells.
    /// </summary>
    public int Scattered { get; set; }

    /// <summary>
    /// Steps that those environments play from there; with 1, another level and cell is shown at each. Every rollout begins a span, so that its last may be
    /// shorter.
    /// </summary>
    public int Span { get; set; } = 1;

    /// <summary>
    /// [agent][1][1] steps for which those environments show one level, going through its free cells; null where they show one drawn anew for each
    /// span, and a cell drawn evenly.
    /// </summary>
    public IntTensor? StepsPerLevel { get; set; }

    /// <summary>Called at each step with its number and the states [agent][environment][32] in which actions are taken; null for nobody.</summary>
    public Action<int, IntTensor>? Watcher { get; set; }

    /// <summary>Plays the next steps; the answer at the step after them is there for its value.</summary>
    public void Play()
    {
        Experience seen = Actor.Experience;
        for (int step = 0; step <= seen.Steps; step++)
        {
            Actor.Act(step);
            if (step == seen.Steps) break;
            Tensor now = Samples.ColumnRange(step * seen.Environments, seen.Environments);
            ulong count = (ulong)(played * seen.Steps + step);
            engine.Run(new SampleActions(
                seen.HeadAt(step), now, world.Agents, seen.Environments, Purpose.Action, (uint)count, (uint)(count >> 32), Greedy: false));
            Watcher?.Invoke(step, state);
            engine.Run(new StepEnvironments(world, state, seen.FeaturesAt(step + 1), seen.FreshAt(step + 1), now, tallies, discount));
            if (Scattered > 0 && ((step + 1) % Span == 0 || step + 1 == seen.Steps)) Scatter(seen.FeaturesAt(step + 1), seen.FreshAt(step + 1), (uint)count);
        }
    }

    private void Scatter(IntTensor features, IntTensor fresh, uint step)
    {
        if (StepsPerLevel is { } steps) engine.Run(new SweepAgents(world, state, features, fresh, steps, Scattered, firstEpisode + 1, step));
        else engine.Run(new ScatterAgents(world, state, features, fresh, Scattered, step));
    }

    /// <summary>
    /// Goes on where the rollout ended. What a network remembers is its state in the last pass over the rollout: with one epoch that in
    /// which it acted, else that of the parameters before the last step of the optimiser.
    /// </summary>
    public void GoOn()
    {
        Experience seen = Actor.Experience;
        Actor.CarryOver();
        engine.Run(new CopyInts(seen.FeaturesAt(seen.Steps), seen.FeaturesAt(0)));
        engine.Run(new CopyInts(seen.FreshAt(seen.Steps), seen.FreshAt(0)));
        played++;
    }

    /// <summary>
    /// Each agent's return on the training mixture as a fraction of optimal, under the objective that training pays: the sum of the returns
    /// of all training episodes that have ended since the last call, over the sum of their levels' optimal returns. NaN where no more than 0
    /// could be earned, as when none has ended. An episode that was cut off counts with what it had earned.
    /// </summary>
    public double[] MixtureReturns()
    {
        float[] all = engine.Download(tallies);
        engine.Run(new Zero(tallies.RowRange(Tally.Sums, Tally.Rows - Tally.Sums)));
        return PerAgent.Select(tallies.Agents, agent =>
        {
            double Sum(int row, int excess)
            {
                double sum = 0;
                for (int i = Scattered; i < tallies.Columns; i++) sum += (double)At(row, i) - At(excess, i);
                return sum;
            }

            float At(int row, int environment) => all[(agent * tallies.Rows + row) * tallies.RowStride + environment];
            double optimal = Sum(Tally.Optimal, Tally.OptimalExcess);
            return optimal > 0 ? Sum(Tally.Return, Tally.ReturnExcess) / optimal : double.NaN;
        });
    }
}
