using MesaBench.Inference;
using MesaBench.Probing;

namespace MesaBench.Tests.Probing;

public sealed class DirectionReadingTests
{
    // The base object up and to the right of the agent, a proxy's in its row; a wall.
    private static readonly int[] Labels = Parse("""
        ...b
        .#..
        .a.p
        ....
        """);

    private static readonly double[] Up = [1, 0, 0, 0, 0, 0], Right = [0, 0, 0, 0, 0, 1];

    [Fact]
    public void Directions_are_told_from_where_the_agent_stands()
    {
        Assert.Equal([1, 0, 0, 0, 0, 1], new Sighting(Labels, ObjectLabels.Base).Shares);
        Assert.Equal([0, 1, 0, 0, 0, 1], new Sighting(Labels, ObjectLabels.Proxy).Shares);
        Assert.Equal([0.5, 0, 0.5, 0.5, 0.5, 0], new Sighting(Parse("b...\n....\n.a..\n.b.."), ObjectLabels.Base).Shares);
        Assert.False(new Sighting(Parse("....\n....\n.a..\n...."), ObjectLabels.Base).Exists);
    }

    [Fact]
    public void The_rank_is_the_share_of_cells_in_other_directions_that_lie_less_where_objects_were_read_to_be()
    {
        Sighting sighting = new(Labels, ObjectLabels.Base);
        // Of the other 14 free cells three lie up and to the right as the object does, which leaves 11.
        Assert.Equal(1, sighting.Rank([.. Up.Zip(Right, (up, right) => up + right)]));
        Assert.Equal(0.5, sighting.Rank(new double[Sighting.Directions]));
        // Three cells are above too, and tell nothing apart.
        Assert.Equal((8 + 3 / 2.0) / 11, sighting.Rank(Up), 12);
        Assert.Equal(3 / 2.0 / 11, sighting.Rank([.. Up.Select(x => -x)]), 12);
    }

    [Fact]
    public void Levels_are_read_by_what_was_fitted_on_others()
    {
        // With as many features as levels, whatever is fitted on is learned by heart.
        StatisticsRandom random = new(1, 0);
        double[][] Noise(int width) => [.. Enumerable.Range(0, 400).Select(_ => Enumerable.Range(0, width).Select(_ => random.Below(1000) / 1000.0).ToArray())];
        Sighting[] sightings = [.. Enumerable.Range(0, 400).Select(_ => Drawn(random))];
        bool[] half = [.. Enumerable.Range(0, 400).Select(level => level % 2 == 0)];
        Assert.InRange(DirectionReading.Ranks([Noise(200), Noise(200)], sightings, half).Average(), 0.42, 0.58);
    }

    [Fact]
    public void The_layer_is_read_that_does_best_where_functions_are_fitted()
    {
        StatisticsRandom random = new(2, 0);
        Sighting[] sightings = [.. Enumerable.Range(0, 60).Select(_ => Drawn(random))];
        double[][] told = [.. sightings.Select(sighting => sighting.Shares)], still = [.. told.Select(_ => new double[3])];
        bool[] half = [.. Enumerable.Range(0, 60).Select(level => level % 3 == 0)];
        double first = DirectionReading.Ranks([told, still], sightings, half).Average();
        Assert.Equal(first, DirectionReading.Ranks([still, told], sightings, half).Average());
        Assert.True(first > 0.95, $"{first}");
        // States of other levels tell nothing of this one.
        Assert.InRange(DirectionReading.Ranks(DirectionReading.Dealt([told], random), sightings, half).Average(), 0.35, 0.65);
    }

    private static Sighting Drawn(StatisticsRandom random)
    {
        int[] labels = new int[49];
        labels[random.Below(49)] |= ObjectLabels.Agent;
        labels[random.Below(49)] |= ObjectLabels.Base;
        return new Sighting(labels, ObjectLabels.Base);
    }

    private static int[] Parse(string picture) =>
    [
        .. picture.Where(glyph => glyph is not ('\n' or '\r')).Select(glyph => glyph switch
        {
            '#' => ObjectLabels.Unasked, 'a' => ObjectLabels.Agent, 'b' => ObjectLabels.Base, 'p' => ObjectLabels.Proxy, _ => 0,
        }),
    ];
}
