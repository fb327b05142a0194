using MesaBench.Experiments;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>Networks trained by imitation, of which is known whom they imitate.</summary>
public abstract record TaughtFamily : FamilySpec
{
    /// <summary>Levels that a test plays, of each class.</summary>
    protected const int Levels = 64;

    /// <summary>Least mean probability of the teacher's actions.</summary>
    protected const double Agrees = 0.85;

    /// <inheritdoc/>
    public override Tier Tier => Tier.Trained;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path) =>
        Others(path, trainer => trainer is ImitationSpec { Start: null }, "imitation");

    /// <summary>Whom a member imitates.</summary>
    protected static ImitationSpec Trainer(AgentSpec agent) => (ImitationSpec)agent.Trainer!;
}
