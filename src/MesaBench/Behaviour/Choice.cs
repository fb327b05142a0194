namespace MesaBench.Behaviour;

/// <summary>How an agent would have chosen at one step of an episode: the logits of its policy, from which its action was drawn.</summary>
/// <param name="Level">Number of the level in the store.</param>
/// <param name="State">Number of the state, by <see cref="Worlds.CandidatePolicies.Find"/>.</param>
/// <param name="Up">Logit of going up.</param>
/// <param name="Left">Logit of going left.</param>
/// <param name="Down">Logit of going down.</param>
/// <param name="Right">Logit of going right.</param>
public readonly record struct Choice(int Level, int State, float Up, float Left, float Down, float Right)
{
    /// <summary>Whether it tells a distribution.</summary>
    public bool IsFinite => float.IsFinite(Up) && float.IsFinite(Left) && float.IsFinite(Down) && float.IsFinite(Right);
}
