using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Tests.Results;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Cli;

/// <summary>Rows for tests that look at few of their columns.</summary>
internal static class Rows
{
    /// <summary>A made-up row of an agent with such a name and verdict.</summary>
    public static AgentRow Agent(string name, Verdict verdict) =>
        SampleStudy.Agent(new AgentSpec(new DoorSpec(), 0, new MlpSpec { Width = 3 }, 0.002, 0, 0), 0.25).Row with
        {
            Agent = name,
            Verdict = verdict,
        };
}
