using System.Runtime.CompilerServices;
using MesaBench.Results;

namespace MesaBench.Tests.Cli;

/// <summary>Rows for tests that look at few of their columns.</summary>
internal static class Rows
{
    /// <summary>A row with zeros and empty texts everywhere but in these columns.</summary>
    public static AgentRow Agent(string name, string verdict)
    {
        // A row has half a hundred required columns; those that no test here looks at need no value each.
        AgentRow row = (AgentRow)RuntimeHelpers.GetUninitializedObject(typeof(AgentRow));
        foreach (var column in typeof(AgentRow).GetProperties().Where(p => p.CanWrite && p.PropertyType == typeof(string)))
            column.SetValue(row, "");
        return row with { Agent = name, Verdict = verdict };
    }
}
