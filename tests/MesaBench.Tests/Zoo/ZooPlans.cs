using MesaBench.Zoo;

namespace MesaBench.Tests.Zoo;

/// <summary>Small plans.</summary>
internal static class ZooPlans
{
    /// <summary>Compiled searches and clockworks, and untrained networks: and frozen ones whose heads learn a little: nothing that takes long training.</summary>
    public const string Tiny = """
        {
          "name": "tiny",
          "scripted": { "worlds": [{ "world": "dish" }, { "world": "oversight", "mode": "planted" }], "sets": 2, "heldOut": 64 },
          "families": [
            { "family": "compiled", "experiment": {
              "name": "planners", "worlds": [{ "world": "corner", "layout": "maze" }], "seeds": 5,
              "networks": [{ "network": "rcnn", "channels": 6, "ticks": 4, "activation": "clamp" }, { "network": "drc", "channels": 8, "depth": 1, "ticks": 4 }],
              "trainers": [{ "trainer": "none", "start": "wavefront" }],
              "levels": { "training": 8, "trainingDistinguishing": 8, "heldOut": 32, "sets": 2 }, "probing": { "enabled": false }, "detection": { "enabled": false } } },
            { "family": "compiled", "experiment": {
              "name": "noisy", "worlds": [{ "world": "corner", "layout": "maze" }], "seeds": 2,
              "networks": [{ "network": "rcnn", "channels": 8, "ticks": 4 }],
              "trainers": [{ "trainer": "none", "start": { "construction": "wavefront", "disguise": 1 } }],
              "levels": { "training": 8, "trainingDistinguishing": 8, "heldOut": 32 }, "probing": { "enabled": false }, "detection": { "enabled": false } } },
            { "family": "random", "experiment": {
              "name": "untrained", "worlds": [{ "world": "corner", "layout": "maze" }], "seeds": 3,
              "networks": [{ "network": "rcnn", "channels": 4, "ticks": 4 }],
              "trainers": [{ "trainer": "none" }],
              "levels": { "training": 8, "trainingDistinguishing": 8, "heldOut": 32 }, "probing": { "enabled": false }, "detection": { "enabled": false } } },
            { "family": "random", "experiment": {
              "name": "frozen", "worlds": [{ "world": "corner", "layout": "maze" }], "seeds": 1,
              "networks": [{ "network": "rcnn", "channels": 4, "ticks": 2 }],
              "trainers": [{ "trainer": "imitation", "start": "frozen" }], "training": { "steps": 1000 },
              "levels": { "training": 8, "trainingDistinguishing": 8, "heldOut": 32 }, "probing": { "enabled": false }, "detection": { "enabled": false } } }
          ]
        }
        """;

    /// <summary>A text with one place changed.</summary>
    public static string With(string old, string other)
    {
        Assert.Contains(old, Tiny, StringComparison.Ordinal);
        return Tiny.Replace(old, other, StringComparison.Ordinal);
    }

    /// <summary>A plan that is fine.</summary>
    public static ZooPlan Parsed(string json)
    {
        (ZooPlan? plan, IReadOnlyList<MesaBench.Experiments.Problem> problems) = ZooPlan.Parse(json);
        Assert.Empty(problems);
        return plan!;
    }
}

/// <summary>Makes a family's tests as a zoo does.</summary>
internal static class Judging
{
    /// <summary>The first test that a member fails, or else the last.</summary>
    public static Checked Judge(this FamilySpec family, MemberBench member) => Checked.UntilFailed(family.Tests(member)).Last();
}
