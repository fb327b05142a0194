using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Tests.Engines;
using MesaBench.Worlds;

namespace MesaBench.Tests.Kernels;

/// <summary>Environments of a cohort on an engine, with what their kernels read and write.</summary>
internal sealed class Stage : IDisposable
{
    public Stage(IReadOnlyList<LevelStore> stores, IReadOnlyList<AgentLevels> agents, int environments)
    {
        World = WorldUpload.Create(Engine, stores, agents.Count);
        WorldUpload.Describe(Engine, World, stores, agents);
        State = Engine.Ints(agents.Count, environments, EnvironmentState.Columns);
        Features = Engine.Ints(agents.Count, environments, stores.Max(s => s.Table.MaxActive) + 1);
        Fresh = Engine.Ints(agents.Count, 1, environments);
        Samples = Engine.Floats(agents.Count, Rollout.Rows, environments);
        Tallies = Engine.Floats(agents.Count, Tally.Rows, environments);
    }

    public IEngine Engine { get; } = Grid.NewEngine();

    public WorldTensors World { get; }

    public IntTensor State { get; }

    public IntTensor Features { get; }

    public IntTensor Fresh { get; }

    public Tensor Samples { get; }

    public Tensor Tallies { get; }

    public void Reset(bool evaluation) => Engine.Run(new ResetEnvironments(World, State, Features, Fresh, evaluation));

    /// <summary>A training step with the actions in the samples.</summary>
    public void Step(float discount = 1) => Engine.Run(new StepEnvironments(World, State, Features, Fresh, Samples, Tallies, discount));

    /// <summary>[agent x environment] one column of the states.</summary>
    public int[] Column(int column) => [.. Engine.Download(State).Chunk(EnvironmentState.Columns).Select(row => row[column])];

    public void Dispose() => Engine.Dispose();
}
