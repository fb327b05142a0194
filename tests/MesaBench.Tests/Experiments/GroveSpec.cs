using System.ComponentModel.DataAnnotations;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Tests.Experiments;

/// <summary>A world that only the tests know: a new world needs no more than this to be read, checked and put in the schema.</summary>
[CatalogName("grove", "a world of the tests")]
public sealed record GroveSpec : WorldSpec, IWorldSource
{
    /// <summary>Share of painted floor.</summary>
    [Range(0.0, 1.0)]
    public double Paint { get; init; } = 0.1;

    public Season Season { get; init; }

    public override string Label => FormattableString.Invariant($"grove-{Layout}{Size}-{Paint}-{Season}");

    public World Rules() => throw new NotSupportedException("the tests of experiment files build no world");

    /// <summary>The catalog of the library and this assembly.</summary>
    public static Catalog Catalog { get; } = Catalog.Of(typeof(Catalog).Assembly, typeof(GroveSpec).Assembly);

    /// <summary>An experiment in the grove that has no problem.</summary>
    public static Experiment Experiment { get; } =
        new() { Name = "walk", Worlds = [new GroveSpec()], Networks = [new MlpSpec(), new RcnnSpec()] };
}

public enum Season
{
    Summer,
    LateAutumn,
}
