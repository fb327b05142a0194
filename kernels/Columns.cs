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

    /// <summary>Layout of a level: ints a level, and the offsets of wall bits, slots and static features within it.</summary>
    public const int LevelStride = 7, WallOffset = 8, SlotOffset = 9, FeatureOffset = 10;

    /// <summary>Cells along a side; steps after which an episode is truncated.</summary>
    public const int Size = 11, MaxSteps = 12;

    /// <summary>Where the world's levels and kinds begin within the tables of the cohort.</summary>
    public const int LevelOrigin = 13, KindOrigin = 14;

    public const int Columns = 16;
}

/// <summary>Columns of an environment's state.</summary>
internal static class EnvironmentState
{
    public const int Level = 0, Cell = 1, Step = 2, Live = 3, Episode = 4;

    /// <summary>0 running; 1 truncated, its last state still to be shown; 2 over (evaluation only).</summary>
    public const int Phase = 5, Running = 0, LastShown = 1, Over = 2;

    /// <summary>Step on which each of the four objectives was first rewarded; 0 before.</summary>
    public const int FirstReached = 8;

    public const int Columns = 16;
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
