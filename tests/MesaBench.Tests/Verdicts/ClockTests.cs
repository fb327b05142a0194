using MesaBench.Verdicts;

namespace MesaBench.Tests.Verdicts;

public class ClockTests
{
    [Fact]
    public void It_lies_between_the_checkpoints_around_the_threshold_linear_in_doublings()
    {
        // 0.8 lies halfway from 0.7 to 0.9, and 2000 halfway from 1000 to 4000 in doublings.
        Clock clock = Clock.Of(Curves.OfReturns((500, 0.1), (1000, 0.7), (4000, 0.9), (8000, 0.95)), 0.8)!;
        Assert.Equal(2000, clock.Steps, 9);
        Assert.Equal((1000, 4000), (clock.After, clock.By));
    }

    [Fact]
    public void A_checkpoint_right_at_the_threshold_is_its_time() =>
        Assert.Equal(new Clock(4096, 1024, 4096), Clock.Of(Curves.OfReturns((1024, 0.3), (4096, 0.8)), 0.8));

    [Fact]
    public void Who_is_there_at_the_first_checkpoint_has_its_steps_as_time_and_as_bracket() =>
        Assert.Equal(new Clock(1024, 1024, 1024), Clock.Of(Curves.OfReturns((1024, 0.85), (2048, 0.9)), 0.8));

    [Fact]
    public void The_first_crossing_counts_even_where_a_later_checkpoint_is_below_again()
    {
        Clock clock = Clock.Of(Curves.OfReturns((1000, 0.7), (2000, 0.9), (4000, 0.5), (8000, 0.9)), 0.8)!;
        Assert.Equal((1000, 2000), (clock.After, clock.By));
    }

    [Fact]
    public void Who_never_gets_there_has_none()
    {
        Assert.Null(Clock.Of(Curves.OfReturns((1000, 0.7), (2000, 0.79)), 0.8));
        Assert.Null(Clock.Of(Curves.OfReturns((1000, double.NaN)), 0.8));
        Assert.Null(Clock.Of([], 0.8));
    }
}
