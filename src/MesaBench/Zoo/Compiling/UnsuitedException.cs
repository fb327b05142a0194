namespace MesaBench.Zoo;

/// <summary>A world or a network is not one for a construction.</summary>
/// <param name="found">What was found.</param>
/// <param name="allowed">What is allowed.</param>
public sealed class UnsuitedException(string found, string allowed) : Exception(found)
{
    /// <summary>What is allowed.</summary>
    public string Allowed { get; } = allowed;
}
