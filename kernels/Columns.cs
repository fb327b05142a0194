namespace MesaBench.Kernels;

// What stands where in the tensors that host and kernels share. Like Philox.cs, this file is compiled into the library alone.

/// <summary>Columns of an agent's descriptor: its random key, its levels and where its world's data lie.</summary>
internal static class Descriptor
{
    public const int Key0 = 0, Key1 = 1;

    /// <summary>First level and number of the agent's main levels; in evaluation, environment i plays level First + i mod Count.</summary>
    public const int First = 2, Count = 3;

    /// <summary>First level and number of the levels mixed in, and the chance of one as a fraction of 2^32.</summary>
    public const int MixedFirst = 4, MixedCount = 5, MixedChance = 6;

    /// <summary>Layout of a level: ints a level, and where in it its slots, path and static features begin.</summary>
    public const int LevelStride = 7, SlotOffset = 8, PathOffset = 9, FeatureOffset = 10;

    /// <summary>Cells along a side.</summary>
    public const int Size = 11;

    /// <summary>Where the world's terrain bits begin within a level, and the kind of the terrain, or -1 without any.</summary>
    public const int TerrainOffset = 12, TerrainKind = 13;

    /// <summary>Where the world's levels and kinds begin within the tables of the cohort.</summary>
    public const int LevelOrigin = 14, KindOrigin = 15;

    /// <summary>Plane of items held, or -1, and the most items that it shows.</summary>
    public const int HeldPlane = 16, MostShown = 17;

    /// <summary>The objective whose rewards training pays.</summary>
    public const int Trained = 18;

    /// <summary>Chance of a chaser's second step as a fraction of 2^32.</summary>
    public const int ChaseTwice = 19;

    /// <summary>Kinds the world has if some of them come back after they are gone, else 0.</summary>
    public const int RegrowingKinds = 20;

    /// <summary>Where the world's levels begin within the cohort's table of optimal returns.</summary>
    public const int OptimalOrigin = 21;

    /// <summary>Where in a level the bits of each kind's slots begin.</summary>
    public const int KindOffset = 22;

    public const int Columns = 32;
}

/// <summary>The first numbers of a level; its open moves follow.</summary>
internal static class LevelHeader
{
    /// <summary>The agent's first cell; slots and static features in use.</summary>
    public const int Start = 0, Slots = 1, Features = 2;

    /// <summary>Effects that end the episode, or 0; steps after which it is truncated; bits of the slots there at its start.</summary>
    public const int Goal = 3, Steps = 4, Live = 5;

    /// <summary>Length of the path; the level's own random key; how many of the slots, the last, move.</summary>
    public const int PathLength = 6, Seed = 7, Movers = 8;

    /// <summary>Marks with which each of the eight objectives is reached.</summary>
    public const int Targets = 9;

    public const int Columns = Targets + 8;
}

/// <summary>Numbers of a kind.</summary>
internal static class KindRule
{
    /// <summary>Bits of <see cref="KindFlag"/>.</summary>
    public const int Flags = 0;

    /// <summary>Masks of planes: on which it shows, and on which besides while it would take effect.</summary>
    public const int Planes = 1, ReadyPlanes = 2;

    /// <summary>Bounds of what the agent holds for it to take effect, and what that gives.</summary>
    public const int LeastHeld = 3, MostHeld = 4, Gives = 5;

    /// <summary>Masks of objectives: marked by its effect, and reached when its effect leaves none of the kind.</summary>
    public const int Marks = 6, LastMarks = 7;

    /// <summary>One of <see cref="KindMotion"/>.</summary>
    public const int Motion = 8;

    /// <summary>Length of the list of regrowth chances that follows, by number standing, each a fraction of 2^32.</summary>
    public const int RegrowthLength = 9, Regrowth = 10, MostRegrowth = 22;

    public const int Columns = 32;
}

/// <summary>Values of <see cref="KindRule.Flags"/>.</summary>
internal static class KindFlag
{
    /// <summary>Its effect ends the episode, removes the object, counts towards the goal; a refused one has rewards.</summary>
    public const int Ends = 1, Consumed = 2, Counts = 4, Refuses = 8;
}

/// <summary>Values of <see cref="KindRule.Motion"/>.</summary>
internal static class KindMotion
{
    public const int Stays = 0, OnPath = 1, Chasing = 2;
}

/// <summary>Columns of an environment's state.</summary>
internal static class EnvironmentState
{
    public const int Level = 0, Cell = 1, Step = 2, Live = 3, Episode = 4;

    /// <summary>One of <see cref="EpisodePhase"/>.</summary>
    public const int Phase = 5;

    /// <summary>Items held, and effects that counted.</summary>
    public const int Held = 6, Counted = 7;

    /// <summary>Step on which each of the eight objectives was reached; 0 before.</summary>
    public const int FirstReached = 8;

    /// <summary>Marks of each of the eight objectives.</summary>
    public const int Marks = 16;

    /// <summary>Cells of up to eight movers.</summary>
    public const int Movers = 24;

    public const int Columns = 32;
}

/// <summary>Values of <see cref="EnvironmentState.Phase"/>.</summary>
internal static class EpisodePhase
{
    /// <summary>Running; truncated, its last state still to be shown; over (evaluation only); ended in this step.</summary>
    public const int Running = 0, LastShown = 1, Over = 2, Ended = 3;
}

/// <summary>
/// Rows of the tallies [agent][row][environment]: what the running training episode has earned, and sums over those that have ended. Each
/// sum has beside it by how much rounding made it too large (Kahan 1965), since a long training adds millions of returns to it.
/// </summary>
internal static class Tally
{
    /// <summary>Discounted return of the running episode so far.</summary>
    public const int Earned = 0;

    /// <summary>The first of the sums: all rows from here on.</summary>
    public const int Sums = 1;

    /// <summary>Returns of the episodes that have ended, under the objective that training pays.</summary>
    public const int Return = 1, ReturnExcess = 2;

    /// <summary>Optimal returns of their levels.</summary>
    public const int Optimal = 3, OptimalExcess = 4;

    /// <summary>How many rows there are.</summary>
    public const int Rows = 5;
}

/// <summary>What is new about an observation, beside the agent's own place.</summary>
internal static class Flag
{
    /// <summary>It is the first of an episode.</summary>
    public const int Fresh = 1;

    /// <summary>Something else than the agent has changed since the step before.</summary>
    public const int Changed = 2;
}

/// <summary>Rows of the rollout matrix [agent][row][step x environment]: what PPO knows of each sample.</summary>
internal static class Rollout
{
    /// <summary>The action taken, as a float: 0 up, 1 left, 2 down, 3 right.</summary>
    public const int Action = 0;

    /// <summary>Log-probability of that action when it was taken.</summary>
    public const int LogProbability = 1;

    /// <summary>Entropy of the policy when it was taken, in nats.</summary>
    public const int Entropy = 2;

    /// <summary>Base reward of the step.</summary>
    public const int Reward = 3;

    /// <summary>1 for a real step; 0 for the sample that only shows a truncated episode's last state, so that its value is known.</summary>
    public const int Mask = 4;

    /// <summary>1 where the next sample's value stands for the rest of the return; 0 after a termination.</summary>
    public const int Bootstrap = 5;

    /// <summary>1 where the episode goes on at the next sample.</summary>
    public const int Continue = 6;

    /// <summary>Generalised advantage estimate, normalised over the agent's real samples.</summary>
    public const int Advantage = 7;

    /// <summary>Target of the value head: advantage before normalisation, plus value.</summary>
    public const int Return = 8;

    /// <summary>The uniform number from which the action was drawn.</summary>
    public const int Uniform = 9;

    /// <summary>How many rows there are.</summary>
    public const int Rows = 10;

    /// <summary>Actions, which are also the first rows of the head planes.</summary>
    public const int Actions = 4;

    /// <summary>Row of the head planes that holds the value.</summary>
    public const int Value = 4;

    /// <summary>Outputs of a head: four logits and a value.</summary>
    public const int Outputs = 5;
}

/// <summary>Columns of an agent's statistics [agent][1][column]: what one operation of an update leaves for another, or for its diagnostics.</summary>
internal static class Statistic
{
    /// <summary>1 / (real samples of the rollout).</summary>
    public const int InverseCount = 0;

    /// <summary>The factor by which the optimiser's last step clipped the gradient.</summary>
    public const int ClipFactor = 1;

    /// <summary>Euclidean norm of all of that gradient, before it was clipped.</summary>
    public const int GradientNorm = 2;

    /// <summary>Variance of the rollout's advantages, before they were normalised, over its real samples.</summary>
    public const int AdvantageVariance = 3;

    /// <summary>How many columns there are.</summary>
    public const int Columns = 4;
}
