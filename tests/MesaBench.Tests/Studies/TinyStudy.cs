using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Studies;

/// <summary>Studies that are done in a second: every stage of a real one, with next to no training.</summary>
internal static class TinyStudy
{
    /// <summary>Both worlds and both networks, 12 agents.</summary>
    public static Experiment Experiment { get; } = new()
    {
        Name = "tiny",
        Worlds = [new CornerSpec { Layout = Layout.Blocks }, new DoorSpec()],
        Alphas = [0.2],
        Networks = [new MlpSpec { Width = 5, Depth = 2 }, new RcnnSpec { Channels = 3, Ticks = 2 }],
        Seeds = 3,
        Levels = new() { Sets = 2, Training = 64, TrainingDistinguishing = 32, HeldOut = 24, ProbeTraining = 24, ProbeTest = 24 },
        Training = new() { Steps = 4096, Environments = 16, StepsPerUpdate = 16, Epochs = 2, LearningRates = [2e-3] },
        Detection = new() { Enabled = false },
        Statistics = new() { Permutations = 99 },
    };

    /// <summary>Runs a study into a folder, weights included.</summary>
    public static StudyResults Run(
        Experiment experiment, string folder, int threads = 2, int cohortSize = 1, IStudyObserver? observer = null, CancellationToken? token = null) =>
        Run(experiment, folder, new CpuEngineFactory(threads, cohortSize), observer, token);

    /// <summary>The same on any device.</summary>
    public static StudyResults Run(
        Experiment experiment, string folder, IEngineFactory devices, IStudyObserver? observer = null, CancellationToken? token = null) =>
        Study.Run(
            experiment, new StudyOptions { OutputFolder = folder, SaveWeights = true }, devices,
            observer ?? new Listener(), token ?? TestContext.Current.CancellationToken)!;

    /// <summary>The agents of a study that is finished in a folder.</summary>
    public static IReadOnlyList<AgentRow> Agents(string folder) => CsvTable.Parse<AgentRow>(File.ReadAllText(Path.Combine(folder, RowTable.Agents.Name)));

    /// <summary>
    /// All files of a results folder but the manifest, which tells of when and where it was made: by path, text as text and weights as
    /// hexadecimal digits, so that a difference can be read.
    /// </summary>
    public static SortedDictionary<string, string> Files(string folder) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "manifest.json").ToDictionary(
            file => Path.GetRelativePath(folder, file),
            file => file.EndsWith(".safetensors", StringComparison.Ordinal) ? Convert.ToHexString(File.ReadAllBytes(file)) : File.ReadAllText(file)),
        StringComparer.Ordinal);

    /// <summary>Asserts that two folders hold the same files with the same bytes, besides the manifest.</summary>
    public static void AssertSame(string expected, string actual)
    {
        SortedDictionary<string, string> before = Files(expected), now = Files(actual);
        Assert.Equal(before.Keys, now.Keys);
        Assert.All(before.Keys, file => Assert.Equal(before[file], now[file]));
    }
}

/// <summary>Counts what an observer hears, and may act on a finished agent.</summary>
internal sealed class Listener(Action<int>? finished = null) : IStudyObserver
{
    private int count;
    private readonly Lock gate = new();
    private Effort done;
    private readonly List<string> mends = [];

    /// <summary>Is called with what begins that is not training.</summary>
    public Action<string> AtDoing { get; init; } = _ => { };

    /// <summary>What was not as it should be.</summary>
    public IReadOnlyList<string> Mends => mends;

    public void Doing(string what) => AtDoing(what);

    public void Mended(string what) => mends.Add(what);

    public (int Agents, int Before, Effort ToDo, int Workers) Start { get; private set; }

    public int Agents => count;

    public Effort Done => done;

    public void Started(int agents, int finishedBefore, Effort toDo, int workers) => Start = (agents, finishedBefore, toDo, workers);

    public void Stepped(Effort done)
    {
        lock (gate) this.done += done;
    }

    public void Finished(AgentRow row) => finished?.Invoke(Interlocked.Increment(ref count));
}
