using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Worlds;

namespace MesaBench.Bench;

/// <summary>The environments of one agent, played with random actions that were drawn beforehand; no network.</summary>
internal sealed class WorldSteps : IDisposable
{
    /// <summary>Environment steps of one <see cref="Play"/>.</summary>
    public const int StepsPerPlay = Environments * Steps;

    private const int Environments = 32, Steps = 64;
    private const float Discount = 0.95f;

    private static readonly LevelSettings FewLevels = new() { Training = 1024, TrainingDistinguishing = 64, HeldOut = 64, ProbeTraining = 64, ProbeTest = 64 };

    private readonly IEngine engine = new CpuEngineFactory(1).Create();
    private readonly WorldTensors world;
    private readonly IntTensor state, features, fresh;
    private readonly Tensor samples; // [1][row of the rollout matrix][step x environment]
    private readonly Tensor tallies;

    /// <summary>Draws levels of a world and starts an episode in every environment.</summary>
    public WorldSteps(WorldSpec spec)
    {
        LevelStore store = LevelStore.Draw(spec.Build(), FewLevels, 1, new TrainingSettings().Discount);
        world = WorldUpload.Create(engine, [store], 1);
        WorldUpload.Describe(engine, world, [store], [new AgentLevels(1, 0, store.Training, store.TrainingDistinguishing, 0)]);
        state = engine.Ints(1, Environments, EnvironmentState.Columns);
        features = engine.Ints(1, Environments, store.Table.MaxActive + 1); // their number, and they
        fresh = engine.Ints(1, 1, Environments);
        samples = engine.Floats(1, Rollout.Rows, StepsPerPlay);
        tallies = engine.Floats(1, Tally.Rows, Environments);
        Random random = new(1);
        float[] rows = new float[samples.Rows * samples.RowStride];
        for (int i = 0; i < StepsPerPlay; i++) rows[Rollout.Action * samples.RowStride + i] = random.Next(Rollout.Actions);
        engine.Upload(rows, samples);
        engine.Run(new ResetEnvironments(world, state, features, fresh, Evaluation: false));
    }

    /// <summary>64 steps of 32 environments: moves, rewards, ends, new episodes, and the observation after each.</summary>
    public void Play()
    {
        for (int step = 0; step < Steps; step++)
        {
            Tensor now = samples.ColumnRange(step * Environments, Environments);
            engine.Run(new StepEnvironments(world, state, features, fresh, now, tallies, Discount));
        }
    }

    public void Dispose() => engine.Dispose();
}
