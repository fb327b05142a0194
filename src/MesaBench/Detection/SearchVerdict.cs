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

    /// <summary>It searches in part: it has more of it than all but one in twenty of any family of the zoo that does not, and no more than some.</summary>
    Partly,

    /// <summary>It searches: it has more of it than any of the zoo's threshold half that does not.</summary>
    Searches,
}
