using MesaBench.Cpu;
using MesaBench.Networks;
using MesaBench.Tests.Networks;
using MesaBench.Training;

namespace MesaBench.Tests.Training;

public class SameBitsTests
{
    private static readonly Trainee Agent = new(0x0123456789ABCDEF, 3e-3, 0.25);

    public static TheoryData<Network> Networks { get; } =
    [
        new Mlp(TinyTraining.Shape, 5, 1), new Mlp(TinyTraining.Shape, 20, 2), new Mlp(TinyTraining.Shape, 64, 2),
        new Rcnn(TinyTraining.Shape, 4, 2), new Rcnn(TinyTraining.Shape, 20, 1),
        new Drc(TinyTraining.Shape, 2, 2, 1, HeadKind.Flat), new Cnn(TinyTraining.Shape, 3, 1, HeadKind.Agent), new Gru(TinyTraining.Shape, 6),
        new Transformer(TinyTraining.Shape, 6, 2, 1, 2, HeadKind.Agent), new Linear(TinyTraining.Shape),
    ];

    [Theory]
    [MemberData(nameof(Networks))]
    public void An_agent_learns_the_same_bits_alone_and_at_every_place_of_a_cohort(Network network)
    {
        string alone = TinyTraining.Hash(TinyTraining.Train(network, [Agent])[0]);
        for (int place = 0; place < 4; place++)
        {
            List<Trainee> cohort = [.. TinyTraining.Others.Take(3)];
            cohort.Insert(place, Agent);
            Assert.Equal(alone, TinyTraining.Hash(TinyTraining.Train(network, cohort)[place]));
        }
    }

    [Fact]
    public void An_agent_learns_the_same_bits_among_33_others()
    {
        Network network = new Mlp(TinyTraining.Shape, 17, 2);
        Trainee[] cohort =
            [.. Enumerable.Range(0, 34).Select(i => i == 21 ? Agent : new Trainee((ulong)i, 1e-4 * (i + 1), i / 33.0, i % 2))];
        string alone = TinyTraining.Hash(TinyTraining.Train(network, [Agent])[0]);
        Assert.Equal(alone, TinyTraining.Hash(TinyTraining.Train(network, cohort)[21]));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void An_agent_learns_the_same_bits_whatever_part_of_a_rollout_the_engine_likes_to_see_at_once(Network network)
    {
        string[] hashes =
        [
            .. new[] { 1, 256, int.MaxValue }.Select(rows =>
            {
                using CpuEngine engine = new(rows);
                return TinyTraining.Hash(TinyTraining.Train(engine, network, [Agent])[0]);
            }),
        ];
        Assert.Single(hashes.Distinct());
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Diagnostics_are_the_same_bits_in_any_cohort_and_parts_and_asking_for_them_changes_none(Network network)
    {
        using CpuEngine first = new(1);
        (float[][] vectors, Diagnostics[][] alone) = TinyTraining.Diagnose(first, network, [Agent]);
        Assert.Equal(TinyTraining.Hash(TinyTraining.Train(network, [Agent])[0]), TinyTraining.Hash(vectors[0]));
        foreach (int rows in (int[])[256, int.MaxValue])
        {
            using CpuEngine engine = new(rows);
            Diagnostics[][] among = TinyTraining.Diagnose(engine, network, [.. TinyTraining.Others, Agent]).Diagnostics;
            Assert.Equal(alone.Select(update => update[0]), among.Select(update => update[^1]));
            Assert.All(among, update => Assert.Equal(update.Length, update.Distinct().Count()));
        }
    }

    [Fact]
    public void Key_rate_alpha_and_levels_each_change_the_bits()
    {
        Network network = new Mlp(TinyTraining.Shape, 5, 1);
        Trainee[] agents =
            [Agent, Agent with { Key = 1 }, Agent with { Rate = 4e-3 }, Agent with { Alpha = 0.5 }, Agent with { Store = 1 }];
        string[] hashes = [.. agents.Select(a => TinyTraining.Hash(TinyTraining.Train(network, [a])[0]))];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Padding_is_still_zero_after_training_and_every_block_has_moved(Network network)
    {
        ParameterMap map = new(network.Layout);
        foreach ((float[] vector, Trainee agent) in TinyTraining.Train(network, TinyTraining.Others).Zip(TinyTraining.Others))
        {
            map.AssertPaddingIsZero(vector);
            float[] initial = network.Layout.Initial(agent.Key);
            Assert.All(map.Blocks, block => Assert.Contains(map[block], place => vector[place] != initial[place]));
        }
    }
}
