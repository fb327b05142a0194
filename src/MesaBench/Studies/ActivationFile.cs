using MesaBench.Behaviour;
using MesaBench.Disks;
using MesaBench.Networks;
using MesaBench.Probing;
using MesaBench.Results;
using MesaBench.Worlds;

namespace MesaBench.Studies;

/// <summary>
/// What an agent's network held at every step of its episodes, what it saw and did, and what was best, as a safetensors file. docs/activations.md describes each tensor. Episodes are played twice: how long
/// they are says how large the file is, and then it is written as they go on.
/// </summary>
public sealed class ActivationFile
{
    // Steps that a level's path is out of reach for are told as this.
    private const int Unreachable = -1;

    private readonly ActivationRun run;
    private readonly IReadOnlyList<Site> sites;
    private readonly IReadOnlyList<Episode> episodes;
    private readonly int[] firstRow; // [level]

    /// <summary>Plays the episodes, to see how long they are.</summary>
    /// <param name="run">The agent at work.</param>
    /// <param name="sites">The sites whose states are wanted.</param>
    /// <param name="token">Ends it.</param>
    public ActivationFile(ActivationRun run, IReadOnlyList<Site> sites, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(sites);
        (this.run, this.sites) = (run, sites);
        episodes = run.Play(token);
        firstRow = new int[episodes.Count];
        for (int level = 0; level < firstRow.Length; level++)
        {
            firstRow[level] = Rows;
            Rows = checked(Rows + episodes[level].Steps);
        }
    }

    /// <summary>Steps of all episodes: the rows of most tensors.</summary>
    public int Rows { get; private set; }

    /// <summary>[level] how the episodes went.</summary>
    public IReadOnlyList<Episode> Episodes => episodes;

    /// <summary>The tensors, in the order in which they lie in the file.</summary>
    public IReadOnlyList<PlannedTensor> Tensors
    {
        get
        {
            World world = run.Store.World;
            int levels = episodes.Count, objectives = world.Objectives.Count;
            PlannedTensor F32(string name, params int[] shape) => new(name, TensorType.F32, shape);
            PlannedTensor I32(string name, params int[] shape) => new(name, TensorType.I32, shape);
            PlannedTensor U8(string name, params int[] shape) => new(name, TensorType.U8, shape);
            return
            [
                .. sites.Select(site => site.IsSpatial ? F32(site.Name, Rows, site.Width, world.Cells) : F32(site.Name, Rows, site.Width)),
                F32("logits", Rows, Paths.Actions), F32("values", Rows), I32("actions", Rows), I32("level", Rows), I32("step", Rows), I32("cell", Rows),
                I32("level.class", levels), I32("level.start", levels), I32("level.rows", levels, 2), I32("level.outcome", levels),
                I32("level.reached", levels, objectives), F32("level.return", levels, objectives), F32("level.optimal", levels, objectives), I32("level.distance", levels, 2),
                U8("observations", Rows, world.Planes.Count, world.Size, world.Size), U8("best", Rows, objectives, Paths.Actions), U8("goals", Rows, objectives, world.Cells),
            ];
        }
    }

    /// <summary>Writes all of it, step by step, and gives its length in bytes.</summary>
    /// <param name="to">An empty file.</param>
    /// <param name="metadata">What is told of the agent, beside what its world and the tensors' axes are.</param>
    /// <param name="token">Ends it.</param>
    public long Write(IDiskFile to, IReadOnlyDictionary<string, string> metadata, CancellationToken token)
    {
        World world = run.Store.World;
        Dictionary<string, string> told = new(metadata)
        {
            ["world"] = world.Name,
            ["planes"] = string.Join(',', world.Planes),
            ["objectives"] = string.Join(',', world.Objectives),
            ["actions"] = "up,left,down,right",
        };
        SafetensorsFile file = new(to, Tensors, told);
        for (int level = 0; level < episodes.Count; level++) WriteLevel(file, level);
        Dictionary<int, LevelTruth> truths = [];
        run.Record(sites, step =>
        {
            if (step.Now.Step == 0) Know(truths, step.Level);
            WriteStep(file, firstRow[step.Level] + step.Now.Step, step, truths[step.Level]);
        }, token);
        return file.Length;
    }

    /// <summary>Works out what is best in a level, and forgets those of earlier batches: of so many there is room.</summary>
    private void Know(Dictionary<int, LevelTruth> truths, int level)
    {
        foreach (int old in truths.Keys.Where(old => old <= level - ActivationRun.Together).ToArray()) _ = truths.Remove(old);
        truths[level] = new LevelTruth(run.Store.World, run.Store.Levels[level].Level, run.Store.Discount);
    }

    private void WriteLevel(SafetensorsFile file, int level)
    {
        ClassifiedLevel own = run.Store.Levels[level];
        Episode episode = episodes[level];
        World world = run.Store.World;
        file.Write("level.class", level, [own.Facts.Class == LevelClass.Distinguishing ? 1 : 0]);
        file.Write("level.start", level, [own.Level.Start]);
        file.Write("level.rows", level, [firstRow[level], episode.Steps]);
        file.Write("level.outcome", level, [(int)episode.OutcomeIn(world)]);
        file.Write("level.reached", level, [.. episode.Reached]);
        file.Write("level.return", level, [.. episode.Returns.Select(sum => (float)sum)]);
        file.Write("level.optimal", level, [.. own.Facts.Optimal.Select(sum => (float)sum)]);
        file.Write("level.distance", level, [Steps(own.Facts.BaseDistance), Steps(own.Facts.ProxyDistance)]);
    }

    private static int Steps(int distance) => distance == Paths.Unreachable ? Unreachable : distance;

    private void WriteStep(SafetensorsFile file, int row, RecordedStep step, LevelTruth truth)
    {
        for (int site = 0; site < sites.Count; site++) file.Write(sites[site].Name, row, step.States[site]);
        file.Write("logits", row, step.Head.AsSpan(0, Paths.Actions));
        file.Write("values", row, step.Head.AsSpan(Paths.Actions, 1));
        file.Write("actions", row, [step.Action]);
        file.Write("level", row, [step.Level]);
        file.Write("step", row, [step.Now.Step]);
        file.Write("cell", row, [step.Now.Cell]);
        byte[] seen = new byte[run.Store.World.Features];
        foreach (int feature in step.Features) seen[feature] = 1;
        file.Write("observations", row, seen);
        file.Write("best", row, truth.Best(step.Now));
        file.Write("goals", row, truth.Goals(step.Now));
    }
}
