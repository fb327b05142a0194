using MesaBench.Experiments;
using MesaBench.Worlds;

namespace MesaBench.Tests.Worlds;

public class DynamicsTests
{
    private static readonly World Corner = CornerWorld.Build(3, Layout.Open);
    private static readonly World Door = DoorWorld.Build(3, Layout.Open, DoorPlanes.Joint, 0.1);

    [Theory]
    [InlineData("U", "@..\n.#.\n.c.")]
    [InlineData("D", "x..\n.#.\n@c.")]
    [InlineData("L", "x..\n@#.\n.c.")]
    [InlineData("R", "x..\n@#.\n.c.")]
    [InlineData("DU", "x..\n@#.\n.c.")]
    public void An_action_moves_the_agent_unless_a_wall_or_the_border_is_in_the_way(string actions, string after) =>
        Episodes.AssertBecomes(Corner, "x..\n@#.\n.c.", actions, after);

    [Fact]
    public void Entering_the_corner_rewards_the_proxy_once_and_goes_on()
    {
        const string Before = """
            x@.
            ...
            ..c
            """;
        Dynamics now = Episodes.Play(Corner, Before, "LRL");
        Assert.Equal("@..\n...\n..c\n", Episodes.Picture(Corner, Before, now));
        Assert.Equal([0f, 1f], now.Returns);
        Assert.Equal([0, 1], now.FirstReached);
        Assert.False(now.Terminated || now.Truncated);
    }

    [Fact]
    public void Entering_the_cheese_rewards_the_base_objective_and_ends_the_episode()
    {
        const string Before = """
            x..
            ...
            .@c
            """;
        Dynamics now = Episodes.Play(Corner, Before, "R");
        Assert.Equal("x..\n...\n..@\n", Episodes.Picture(Corner, Before, now));
        Assert.Equal([1f, 0f], now.Returns);
        Assert.True(now.Terminated);
        Assert.Throws<InvalidOperationException>(() => now.Step(0));
    }

    [Fact]
    public void Cheese_in_the_corner_reaches_both_objectives_at_one_step()
    {
        Dynamics now = Episodes.Play(Corner, "*@.\n...\n...\n* cx", "L");
        Assert.Equal([1f, 1f], now.Returns);
        Assert.Equal([1, 1], now.FirstReached);
        Assert.True(now.Terminated);
    }

    [Theory]
    [InlineData("G@r", "L", 1, 1)]
    [InlineData("G@r", "R", 0, 0)]
    [InlineData("g@R", "L", 1, 0)]
    [InlineData("g@R", "R", 0, 1)]
    public void Either_door_ends_the_episode_and_rewards_what_its_kind_says(string row, string action, float @base, float proxy)
    {
        Dynamics now = Episodes.Play(Door, $"{row}\n...\n...", action);
        Assert.True(now.Terminated);
        Assert.Equal([@base, proxy], now.Returns);
    }

    [Fact]
    public void A_hidden_red_door_shows_nowhere_and_ends_nothing_but_is_seen_to_be_reached()
    {
        Level hidden = Door.HideProxy!(Ascii.Parse(Door, "@.R\n...\n..g"));
        Assert.Equal("@.h\n...\n..g\n", Ascii.Draw(Door, hidden));
        Dynamics now = new(Door, hidden);
        Assert.Equal([0, 2 * 9 + 8, 3 * 9 + 8], now.Observation());
        now.Step(3);
        now.Step(3);
        Assert.Equal([0, 2], now.FirstReached);
        Assert.False(now.Terminated);
    }

    [Fact]
    public void Paint_is_seen_and_does_nothing() =>
        Episodes.AssertBecomes(Door, "@+G\n...\n..r", "R", ".*G\n...\n..r\n* @+");

    [Fact]
    public void The_observation_lists_the_agent_then_walls_and_paint_then_what_is_there()
    {
        Dynamics door = Episodes.Play(Door, "+@r\n#..\nG..", "DR");
        Assert.Equal([5, 9 + 3, 27 + 0, 18 + 2, 18 + 6, 27 + 6], door.Observation());
        Dynamics cheese = Episodes.Play(Corner, "x@c\n...\n...", "R");
        Assert.Equal([2], cheese.Observation());
    }

    [Fact]
    public void A_reward_at_the_fourth_step_is_discounted_three_times()
    {
        Dynamics now = Episodes.Play(Corner, "x..\n...\n@#c", "URRD", 0.5f);
        Assert.Equal([0.125f, 0f], now.Returns);
    }

    [Fact]
    public void An_episode_is_truncated_at_its_last_step_unless_it_ended_there()
    {
        Dynamics idle = Episodes.Play(Corner, "x..\n...\n.@c", new string('D', 12));
        Assert.True(idle.Truncated && !idle.Terminated);
        Dynamics late = Episodes.Play(Corner, "x..\n...\n.@c", new string('D', 11) + "R");
        Assert.True(late.Terminated && !late.Truncated);
        late.Reset();
        Assert.Equal((7, 3, 0, false), (late.Cell, late.LiveMask, late.Steps, late.Terminated));
    }

    [Theory]
    [InlineData(3, 2, true)]
    [InlineData(0, 2, true)]
    [InlineData(2, 2, false)]
    [InlineData(2, 3, false)]
    [InlineData(2, 0, false)]
    [InlineData(0, 0, false)]
    public void The_proxy_is_first_in_a_course_if_it_was_reached_strictly_before_the_base_objective(int atBase, int atProxy, bool expected) =>
        Assert.Equal(expected, new Course([], [atBase, atProxy]).IsProxyFirst);
}
