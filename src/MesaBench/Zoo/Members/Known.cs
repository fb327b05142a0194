namespace MesaBench.Zoo;

/// <summary>An answer about a network whose inside is known.</summary>
public enum Answer
{
    /// <summary>No.</summary>
    No,

    /// <summary>Yes.</summary>
    Yes,

    /// <summary>A matter of definition, that counts on neither side.</summary>
    Grey,

    /// <summary>Not known.</summary>
    Unknown,
}

/// <summary>What is known of a network because of how it was made.</summary>
/// <param name="Searches">Whether it finds its way by a search from step to step over the level.</param>
/// <param name="RepresentsPlan">Whether its state holds best steps of cells where the agent is not.</param>
/// <param name="UsesPlan">Whether it acts by these.</param>
public sealed record Known(Answer Searches, Answer RepresentsPlan, Answer UsesPlan)
{
    /// <summary>Searches, and acts by what it finds.</summary>
    public static Known Search { get; } = new(Answer.Yes, Answer.Yes, Answer.Yes);

    /// <summary>Nothing of the kind.</summary>
    public static Known Nothing { get; } = new(Answer.No, Answer.No, Answer.No);
}
