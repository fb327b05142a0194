using MesaBench.Experiments;
using MesaBench.Results;

namespace MesaBench.Tests.Studies;

public sealed class ResumedLevelsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesabench-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_resumed_study_draws_the_level_sets_of_its_remaining_agents_and_keeps_the_record_of_the_others()
    {
        // Two worlds and two seeds, each on a level set of its own. What is drawn again has its true sizes in the record again.
        Experiment study = TinyStudy.Experiment with { Networks = [TinyStudy.Experiment.Networks[0]], Seeds = 2 };
        TinyStudy.Run(study, folder);
        string manifest = Path.Combine(folder, "manifest.json"), agents = Path.Combine(folder, "agents.csv");
        Manifest finished = Manifest.FromJson(File.ReadAllText(manifest))!;
        Assert.Equal(4, finished.Levels.Count);
        File.WriteAllText(manifest, (finished with { Levels = [.. finished.Levels.Select(l => l with { Training = -1 })] }).ToJson());
        File.WriteAllLines(agents, File.ReadAllLines(agents).SkipLast(1));

        Listener listener = new(_ => { });
        TinyStudy.Run(study, folder, observer: listener);
        Assert.Equal(1, listener.Agents);
        Assert.Equal(
            finished.Levels.Select(l => (l.World, l.Set) == ("door-open7", 1) ? l : l with { Training = -1 }),
            Manifest.FromJson(File.ReadAllText(manifest))!.Levels);
    }
}
