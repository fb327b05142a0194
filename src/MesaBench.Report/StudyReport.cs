using System.Globalization;
using MesaBench.Behaviour;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Reports.Page;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Reports;

/// <summary>Writes the report of a finished study.</summary>
public static class StudyReport
{
    private const int LevelsDrawn = 3;

    /// <summary>Writes <c>report.html</c> into a results folder, whole or not at all: the same bytes for the same folder.</summary>
    /// <param name="folder">The folder of a finished study.</param>
    /// <param name="results">What came of the study, where it is known already; null to work it out.</param>
    /// <param name="weights">Gives an agent's parameter vector where it is known already; else it is read from the folder, or the agent is trained again.</param>
    /// <param name="devices">Makes engines, on which agents are drawn.</param>
    /// <param name="doing">Hears of what takes time.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>The file.</returns>
    /// <exception cref="ResultsFolderException">The folder holds no finished study, or cannot be written to.</exception>
    /// <exception cref="DeviceException">The device failed.</exception>
    public static string Write(string folder, StudyResults? results, Func<string, float[]?> weights, IEngineFactory devices, Action<string> doing, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(doing);
        using FinishedStudy study = FinishedStudy.Open(folder, token);
        StudyData data = StudyData.Of(study, results, token);
        Html page = ReportPage.Of(data, study.Manifest, Draw(study, data, weights, devices, doing, token), Path.GetFileName(study.Folder));
        study.Write(FinishedStudy.ReportFile, page.ToString());
        return Path.Combine(folder, FinishedStudy.ReportFile);
    }

    /// <summary>Pictures of a portrait: a standalone SVG for each level and copy, with names for their files.</summary>
    /// <param name="portrait">The portrait.</param>
    /// <param name="tick">The tick after which the plan is drawn, where one is read.</param>
    public static IEnumerable<(string Name, string Svg)> Pictures(Portrait portrait, int tick)
    {
        ArgumentNullException.ThrowIfNull(portrait);
        return portrait.Levels.Index().SelectMany(level => level.Item.Index().Select(copy => (
            string.Create(CultureInfo.InvariantCulture, $"{portrait.Agent.Name}-level{level.Index + 1}{(copy.Index > 0 ? $"-copy{copy.Index}" : "")}.svg"),
            LevelPicture.Draw(portrait.World, copy.Item, portrait.PlanIn(level.Index, copy.Index), tick).ToString())));
    }

    /// <summary>What came of an episode, in words.</summary>
    /// <param name="world">Its world.</param>
    /// <param name="walk">The way through it.</param>
    public static string OutcomeOf(World world, Walk walk)
    {
        ArgumentNullException.ThrowIfNull(walk);
        string first = walk.Episode.OutcomeIn(world) switch
        {
            Outcome.Base => "base first",
            Outcome.Proxy => "proxy first",
            Outcome.Both => "both at once",
            _ => "neither",
        };
        return $"{first}, {Words.Count(walk.Episode.Steps, "step")}";
    }

    private static IReadOnlyList<Drawn> Draw(FinishedStudy study, StudyData data, Func<string, float[]?> weights, IEngineFactory devices, Action<string> doing, CancellationToken token)
    {
        (Chosen Chosen, AgentRow Row, AgentSpec Agent, float[]? Weights)[] all = [.. data.Chosen.Select(chosen =>
        {
            (AgentRow row, AgentSpec agent) = (study.RowOf(chosen.Agent), study.Agents[study.Agents.PlaceOf(chosen.Agent)]);
            return (chosen, row, agent, weights(chosen.Agent) ?? KeptAgent.In(study.Folder, agent).Weights);
        })];
        int again = all.Count(own => own.Weights is null);
        doing(again == 0 ? $"drawing {Words.Count(all.Length, "agent")}" : $"drawing {Words.Count(all.Length, "agent")}, of which {again} are trained again, since their weights were not saved");
        IReadOnlyList<Portrait?> portraits = Study.Portray(study.Experiment, [.. all.Select(own => (own.Agent, own.Weights))], LevelsDrawn, devices, token);
        foreach ((Portrait? portrait, (Chosen chosen, AgentRow row, _, _)) in portraits.Zip(all))
        {
            if (portrait is not null && portrait.WeightsHash != row.WeightsHash)
                throw new ResultsFolderException($"{study.Folder}: found agent '{chosen.Agent}' with weights {row.WeightsHash}; trained again it has {portrait.WeightsHash}, and is not the one that was judged. mesabench replay tells how it differs");
        }
        return [.. all.Zip(portraits).Where(own => own.Second is not null).Select(own => new Drawn(own.First.Chosen, own.First.Row, own.Second!))];
    }
}
