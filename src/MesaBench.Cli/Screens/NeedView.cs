using MesaBench.Studies;

namespace MesaBench.Cli.Screens;

/// <summary>Says what a study takes.</summary>
internal static class NeedView
{
    /// <summary>Memory and disk, in a sentence.</summary>
    /// <param name="need">What it takes.</param>
    /// <param name="workers">Engines that work on the host at the same time; 0 where it runs on another device.</param>
    /// <param name="keepsWeights">Whether weights are kept.</param>
    /// <param name="keepsCheckpoints">Whether they are at checkpoints too.</param>
    public static string Room(StudyNeed need, int workers, bool keepsWeights, bool keepsCheckpoints)
    {
        string training = workers > 0 ? $"{StudyNeed.Size(need.AgentBytes)} in each of {Figures.Count(workers, "worker")} at most, " : "",
            device = workers > 0 ? "" : $", {StudyNeed.Size(need.AgentBytes)} an agent at most on its device, which has as many at a time as there is room for";
        return $"It takes some {StudyNeed.Size(need.HostBytes(workers))} of memory ({training}{StudyNeed.Size(need.LevelBytes)} for {Figures.Levels((int)Math.Min(need.Levels, int.MaxValue))}, "
            + $"{StudyNeed.Size(need.RowBytes)} for what is held of rows at the end){device}, and {StudyNeed.Size(need.DiskBytes + (keepsWeights ? need.WeightBytes : 0) + (keepsCheckpoints ? need.CheckpointBytes : 0))} on the disk"
            + (keepsCheckpoints ? ", weights at checkpoints included."
                : keepsWeights ? ", weights included."
                : $", {StudyNeed.Size(need.DiskBytes + need.WeightBytes)} where weights are kept, {StudyNeed.Size(need.DiskBytes + need.WeightBytes + need.CheckpointBytes)} at checkpoints too.");
    }
}
