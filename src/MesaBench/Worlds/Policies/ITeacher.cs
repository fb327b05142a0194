namespace MesaBench.Worlds;

/// <summary>Who is imitated; equal to those who do the same.</summary>
public interface ITeacher
{
    /// <summary>What it does on a level.</summary>
    /// <param name="world">The world.</param>
    /// <param name="level">The level.</param>
    /// <param name="number">Number of the level among those of training.</param>
    /// <param name="discount">Discount a step, by which it judges.</param>
    TaughtActions On(World world, Level level, int number, double discount);
}

/// <summary>What a teacher does on a level: bit a for action a, all alike; 0 for what the level cannot come to.</summary>
/// <param name="live">Bit i: slot i is there.</param>
/// <param name="cell">The cell of the agent, no wall.</param>
/// <exception cref="InvalidOperationException">What is there does not tell enough to act.</exception>
public delegate int TaughtActions(int live, int cell);

/// <summary>Who has a teacher.</summary>
public interface ITaught
{
    /// <summary>The teacher.</summary>
    ITeacher Who { get; }
}
