namespace MesaBench.Detection;

/// <summary>What is shown of a network's way to decide, weakest first. docs/detectors.md.</summary>
public enum SearchVerdict
{
    /// <summary>It has no ticks.</summary>
    NotApplicable,

    /// <summary>Of its kind no networks are known that search, or none that do not.</summary>
    Uncalibrated,

    /// <summary>A detector had nothing to ask in its world.</summary>
    Unasked,

    /// <summary>Nothing is shown.</summary>
    NotShown,

    /// <summary>A plan can be read from its state.</summary>
    Represents,

    /// <summary>It also acts by what is written there.</summary>
    Plans,

    /// <summary>It also is right for being given time and what it sees, and answers to walls far off: it searches, but one of these it does little.</summary>
    Partly,

    /// <summary>It searches: all of these, to a tenth at least of what typical searches do.</summary>
    Searches,
}
