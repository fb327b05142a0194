using MesaBench.Behaviour;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Studies;
using MesaBench.Tests.Studies;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Tests.Behaviour;

public sealed class CheckpointTests
{
    [Theory]
    [InlineData(1, 2, "1")]
    [InlineData(2, 2, "2")]
    [InlineData(3, 2, "2 3")]
    [InlineData(12, 2, "2 4 5 8 11 12")]
    [InlineData(100, 2, "2 4 5 8 11 16 22 32 45 64 90 100")]
    [InlineData(100, 1, "2 4 8 16 32 64 100")]
    [InlineData(10, 3, "2 3 4 5 6 8 10")]
    public void Checkpoints_begin_at_the_second_update_and_grow_by_a_root_of_two_up_to_the_end(long updates, int perDoubling, string expected) =>
        Assert.Equal(expected, string.Join(' ', Checkpoint.Schedule(updates, perDoubling)));

    [Theory]
    [InlineData(16, 64, 16)]
    [InlineData(48, 32, 32)]
    public void Checkpoints_on_the_way_play_a_few_levels_in_distribution_and_never_more_episodes_than_there_are_held_out(
        int heldOut, int midway, int expected)
    {
        Experiment study = TinyStudy.Experiment with
        {
            Levels = TinyStudy.Experiment.Levels with { HeldOut = heldOut },
            Behaviour = TinyStudy.Experiment.Behaviour with { MidwayEpisodes = midway },
            Training = TinyStudy.Experiment.Training with { Steps = 1024 },
        };
        using IEngine engine = new CpuEngineFactory(1).Create();
        TrainingCourse course = CohortStudy.Course(
            engine, study, Cohort.Of(study, [AgentSpec.Expand(study)[0]], LevelLibrary.Draw(study)), _ => { }, CancellationToken.None);
        Assert.Equal([expected, heldOut], course.Checkpoints[0].Select(c => c.Behaviour.InDistribution.Episodes ?? 0));
        Assert.All(course.Checkpoints[0], c => Assert.Equal(heldOut, c.Behaviour.Shifted.Episodes));
    }

    [Fact]
    public void A_long_training_has_no_checkpoint_twice_and_none_after_its_end()
    {
        for (int perDoubling = 1; perDoubling <= 16; perDoubling++)
        {
            long updates = 1L << 40;
            IReadOnlyList<long> due = Checkpoint.Schedule(updates, perDoubling);
            Assert.Equal(due.Distinct().Order(), due);
            Assert.Equal((2, updates), (due[0], due[^1]));
            // Beyond the first few, where updates are whole numbers, ratios are what they should be.
            Assert.All(due.Zip(due.Skip(1)).Where(p => p.First > 4096), p => Assert.InRange(
                Math.Log2((double)p.Second / p.First), 0.999 / perDoubling - 1e-3, 1.001 / perDoubling + 1e-3));
        }
    }
}
