using MesaBench.Inference;
using MesaBench.Results;
using MesaBench.Statistics;

namespace MesaBench.Tests.Results;

public class WordsTests
{
    [Theory]
    [InlineData(0.0009, "p < .001")]
    [InlineData(0.001, "p = .001")]
    [InlineData(0.0994, "p = .099")]
    [InlineData(0.1, "p = .10")]
    [InlineData(1, "p = 1.00")]
    public void A_p_value_has_as_many_digits_as_it_is_small(double p, string words) => Assert.Equal(words, Words.P(p));

    [Theory]
    [InlineData(0.0996, "+.100")]
    [InlineData(0.1, "+.10")]
    [InlineData(-0.051, "-.051")]
    [InlineData(-1.3, "-1.30")]
    [InlineData(0, ".000")]
    public void A_change_has_its_sign_and_small_ones_a_digit_more(double value, string words) => Assert.Equal(words, Words.Change(value));

    [Fact]
    public void An_interval_is_of_two_changes_or_there_is_none()
    {
        Assert.Equal("95% -.30 to +.050", Words.Interval(new Interval(-0.3, 0.05)));
        Assert.Equal("no interval", Words.Interval(Interval.None));
    }

    [Fact]
    public void One_is_counted_in_the_singular_and_none_in_the_plural() =>
        Assert.Equal(["0 agents", "1 agent", "2 agents"], ((int[])[0, 1, 2]).Select(count => Words.Count(count, "agent")));

    [Fact]
    public void A_condition_is_what_is_held_equal() => Assert.Equal(
        ["at equal steps", "at equal age", "at each capacity's best learning rate", "under all comparisons"], Enum.GetValues<Condition>().Select(Words.Condition));
}
