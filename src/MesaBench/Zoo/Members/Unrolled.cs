using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>A network's first environment step on some levels, with as many ticks as one likes: its states, and what its head would say after each.</summary>
/// <param name="States">[tick - 1][level][cell x variable] what is read from its states.</param>
/// <param name="Logits">[tick - 1][level][action] the head's reading of the state at the agent's cell.</param>
public sealed record Unrolled(double[][][] States, double[][][] Logits)
{
    /// <summary>Runs a network.</summary>
    /// <param name="engine">An engine; tensors are left on it.</param>
    /// <param name="network">The network; its head reads the agent's cell.</param>
    /// <param name="weights">Its parameter vector.</param>
    /// <param name="store">The levels' store.</param>
    /// <param name="levels">The levels.</param>
    /// <param name="ticks">How many ticks.</param>
    /// <param name="reading">What is read from its states.</param>
    public static Unrolled Of(IEngine engine, Network network, float[] weights, LevelStore store, LevelRange levels, int ticks, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(reading);
        int environments = Tensor.Pad(levels.Count);
        Tensor parameters = engine.Floats(1, network.Layout.Rows, ParameterLayout.RowWidth);
        engine.Upload(weights, parameters);
        NetworkActor actor = network.Open(engine, parameters, environments, ticks: ticks);
        WorldTensors world = WorldUpload.Create(engine, [store], 1);
        WorldUpload.Describe(engine, world, [store], [new AgentLevels(1, 0, levels, new LevelRange(0, 0), 0)]);
        IntTensor state = engine.Ints(1, environments, Kernels.EnvironmentState.Columns);
        engine.Run(new ResetEnvironments(world, state, actor.Experience.FeaturesAt(0), actor.Experience.FreshAt(0), Evaluation: true));
        IReadOnlyDictionary<string, NamedTensor> named = network.Layout.Unpack(weights).ToDictionary(tensor => tensor.Name);
        Dictionary<string, (float[] Values, int Stride, int Width)> latest = [];
        List<double[][]> states = [], logits = [];
        actor.Listener = (site, _, values) =>
        {
            latest[site.Tensor] = (engine.Download(values), values.RowStride, site.Width);
            if (site.Tensor != "h") return;
            states.Add([.. Enumerable.Range(0, levels.Count).Select(i => Read(latest, reading, store.World.Cells, i))]);
            logits.Add([.. Enumerable.Range(0, levels.Count).Select(i => Head(latest["h"], named, store.Levels[levels.First + i].Level.Start, i))]);
        };
        actor.Act(0);
        return new Unrolled([.. states], [.. logits]);
    }

    private static double[] Read(Dictionary<string, (float[] Values, int Stride, int Width)> latest, Reading reading, int cells, int level) =>
    [
        .. from cell in Enumerable.Range(0, cells)
           from variable in reading.Variables
           let site = latest[variable.Tensor]
           select variable.Base + variable.Channels.Sum(c => c.Share * site.Values[(cell * site.Width + c.Channel) * site.Stride + level]),
    ];

    private static double[] Head((float[] Values, int Stride, int Width) h, IReadOnlyDictionary<string, NamedTensor> named, int cell, int level)
    {
        (float[] weight, float[] bias) = (named["head.weight"].Values, named["head.bias"].Values);
        return
        [
            .. Enumerable.Range(0, Paths.Actions).Select(action => bias[action] + Enumerable.Range(0, h.Width)
                .Sum(channel => (double)weight[channel * Network.Outputs + action] * h.Values[(cell * h.Width + channel) * h.Stride + level])),
        ];
    }
}
