namespace MesaBench.Kernels;

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
