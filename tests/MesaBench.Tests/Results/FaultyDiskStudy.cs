using System.Collections.Concurrent;
using System.Text;
using MesaBench.Experiments;
using MesaBench.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Results;

/// <summary>A study of ten agents that keeps their weights, with made-up rows, on a disk in memory.</summary>
internal static class FaultyDiskStudy
{
    // So many agents are recorded with one append.
    private const int Together = 4;

    private static readonly Experiment Study = SampleStudy.Experiment(1, [0.1], [2e-3]);
    private static readonly string Json = ExperimentFile.ToJson(Study with { Worlds = [new DoorSpec()] }); // its worlds exist on paper only

    private static readonly ConcurrentDictionary<int, MemoryDisk> Stopped = [];

    /// <summary>Its folder.</summary>
    public static string Folder { get; } = Path.GetFullPath("study");

    /// <summary>[agent] what is recorded.</summary>
    public static IReadOnlyDictionary<string, JudgedAgent> Agents { get; } = SampleStudy.Judged(Study, _ => 0.5).ToDictionary(agent => agent.Row.Agent);

    /// <summary>[path] all that it leaves when nothing happens.</summary>
    public static IReadOnlyDictionary<string, byte[]> Whole { get; } = Run(new MemoryDisk()).Files;

    /// <summary>Runs the study, or goes on with it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="kept">Agents that were finished before, none of which may be trained again; gets those that are finished now.</param>
    public static MemoryDisk Run(MemoryDisk disk, HashSet<string>? kept = null)
    {
        using ResultsFolder run = Open(disk);
        run.Describe([]);
        if (kept is not null) Assert.DoesNotContain(run.Remaining, agent => kept.Contains(agent.Name));
        foreach (AgentSpec[] part in run.Remaining.Chunk(Together))
        {
            Record(run, part);
            kept?.UnionWith(part.Select(agent => agent.Name));
        }
        _ = run.Finish();
        return disk;
    }

    /// <summary>The disk after a run that was stopped when so many agents were finished; all make a finished study.</summary>
    public static MemoryDisk After(int agents) => Stopped.GetOrAdd(agents, _ =>
    {
        MemoryDisk disk = new();
        if (agents == Agents.Count) return Run(disk);
        using (ResultsFolder run = Open(disk)) Record(run, [.. run.Remaining.Take(agents)]);
        return disk;
    }).Restarted();

    /// <summary>All that the study leaves is there, and the same; of the manifest what does not hang on when and where it ran.</summary>
    public static void Same(MemoryDisk disk, string when)
    {
        string manifest = Path.Combine(Folder, Manifest.FileName);
        IReadOnlyDictionary<string, byte[]> files = disk.Files;
        Assert.True(files.Keys.All(Whole.ContainsKey), $"{when}: left {string.Join(", ", files.Keys.Except(Whole.Keys))}");
        foreach ((string path, byte[] content) in Whole)
        {
            Assert.True(files.TryGetValue(path, out byte[]? found), $"{when}: no {path}");
            if (path != manifest) Assert.True(content.AsSpan().SequenceEqual(found), $"{when}: {path} is another");
        }
        Manifest held = Manifest.FromJson(Encoding.UTF8.GetString(disk.Files[manifest]))!;
        Assert.True(held.Finished && held.Runs.Sum(run => run.AgentsFinished) >= Agents.Count, $"{when}: the manifest tells of {held.Runs.Sum(run => run.AgentsFinished)} agents");
    }

    private static ResultsFolder Open(MemoryDisk disk) => ResultsFolder.Open(
        new FolderFiles(Folder, disk), Study, Json, new("cpu", 2), weights: (agent, _, file) => file.AsSpan().SequenceEqual(WeightsOf(agent)) ? null : "found another's");

    private static void Record(ResultsFolder run, AgentSpec[] agents)
    {
        foreach (AgentSpec agent in agents) run.WriteWeights(agent.Name, WeightsOf(agent));
        run.Append([.. agents.Select(agent => Agents[agent.Name])]);
    }

    private static byte[] WeightsOf(AgentSpec agent) => Encoding.UTF8.GetBytes(agent.Name);
}
