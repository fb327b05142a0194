using System.Runtime.CompilerServices;
using MesaBench.Results;

namespace MesaBench.Tests.Cli;

/// <summary>Rows for tests that look at few of their columns.</summary>
internal static class Rows
{
    /// <summary>A row with zeros everywhere but in these columns.</summary>
    public static AgentRow Agent(string name, string verdict)
    {
        // A row has half a hundred required columns; those that no test here looks at stay at their defaults.
        AgentRow row = (AgentRow)RuntimeHelpers.GetUninitializedObject(typeof(AgentRow));
        return row with { Agent = name, Verdict = verdict };
    }
}
