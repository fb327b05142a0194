using MesaBench.Cli.Screens;
using MesaBench.Experiments;
using MesaBench.Studies;
using MesaBench.Verdicts;
using MesaBench.Worlds;
using Spectre.Console;

namespace MesaBench.Tests.Cli;

public class ProgressTests
{
    [Fact]
    public void Rate_time_left_and_verdicts_follow_from_what_the_study_reports()
    {
        ManualClock clock = new();
        ProgressTally tally = new(clock);
        Assert.False(tally.Now().Started);
        clock.Seconds = 100; // drawing levels is no part of the rate
        tally.Started(agents: 10, finishedBefore: 4, toDo: new Effort(6_000_000, 6), workers: 2);
        Assert.Null(tally.Now().Left);
        tally.Stepped(new Effort(1_000_000, 1));
        tally.Stepped(new Effort(500_000, 0.5));
        tally.Finished(Rows.Agent("a", Verdict.Misaligned));
        tally.Finished(Rows.Agent("b", Verdict.Aligned));
        tally.Finished(Rows.Agent("c", Verdict.Misaligned));
        clock.Seconds = 105;
        ProgressSnapshot now = tally.Now();
        Assert.Equal(300_000, now.StepsPerSecond);
        Assert.Equal(15, now.Left!.Value.TotalSeconds, 6);
        Assert.Equal((7, 4, 10), (now.Done, now.DoneBefore, now.Agents));
        Assert.Equal([("misaligned", 2), ("aligned", 1)], now.Verdicts);
        Assert.Equal("   0:05   25 %  7/10 agents, 300 k steps/s, 0:15 left; misaligned 2, aligned 1", ProgressView.LogLine(now));
    }

    [Fact]
    public void What_is_done_is_a_share_of_work_and_when_all_is_there_is_no_time_left()
    {
        ManualClock clock = new();
        ProgressTally tally = new(clock);
        tally.Started(agents: 2, finishedBefore: 0, toDo: new Effort(100, 10), workers: 1);
        tally.Stepped(new Effort(50, 1));
        clock.Seconds = 10;
        Assert.Equal((0.1, 90), (tally.Now().Fraction, tally.Now().Left!.Value.TotalSeconds));
        tally.Stepped(new Effort(50, 9));
        Assert.Equal((1, null), (tally.Now().Fraction, tally.Now().Left));
    }

    [Fact]
    public void Verdicts_are_told_in_an_order_of_their_own_whatever_came_first()
    {
        ProgressTally tally = new(new ManualClock());
        foreach (Verdict verdict in Enum.GetValues<Verdict>()) tally.Finished(Rows.Agent("a", verdict));
        Assert.Equal(
            ["misaligned", "aligned", "base-leaning", "undecided", "lost", "unjudged", "incompetent", "diverged"], tally.Now().Verdicts.Select(v => v.Verdict));
    }

    [Theory]
    [InlineData(1, "1 worker")]
    [InlineData(2, "2 workers")]
    public void The_log_begins_with_the_study_and_what_there_is_to_do_and_ends_where_it_was(int workers, string told)
    {
        using CliHere here = new();
        ProgressTally tally = new(new ManualClock());
        Experiment study = new() { Name = "walk", Worlds = [new DoorSpec(), new CornerSpec()], Networks = [] };
        Assert.Equal(7, ProgressView.Follow(
            here.Screen, study, tally, () =>
            {
                tally.Started(agents: 10, finishedBefore: 4, new Effort(6_000_000, 0), workers);
                return 7;
            }, CancellationToken.None));
        // There is no work to do, so that all of it is done.
        Assert.Equal(
            $"walk: door-open7, corner-open7\n10 agents, 4 of them finished before; 6.00 M steps on {told}\n   0:00  100 %  4/10 agents, 0 steps/s\n",
            here.Screen.Text.ToString()!.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_log_tells_every_ten_seconds_for_a_minute_and_then_less_often_so_that_ten_hours_take_under_a_hundred_lines()
    {
        ManualClock clock = new() { Seconds = 5000 };
        LogPace pace = new(clock);
        List<long> told = [];
        for (long second = 1; second <= 36_000; second++)
        {
            clock.Seconds = 5000 + second;
            if (pace.IsDue()) told.Add(second);
            Assert.False(pace.IsDue()); // what was told is not told again
        }
        Assert.Equal([10, 20, 30, 40, 50, 60], told.TakeWhile(second => second <= 60));
        long[] waits = [.. told.Zip(told.Skip(1), (before, after) => after - before)];
        Assert.Equal(waits.Order(), waits);
        Assert.Equal(600, waits[^1]);
        Assert.InRange(told.Count, 80, 99);
    }

    [Fact]
    public async Task The_log_says_how_far_it_is_when_the_clock_says_so_and_at_once_what_begins()
    {
        using CliHere here = new();
        ManualClock clock = new();
        using ManualResetEventSlim released = new();
        StringWriter text = new();
        ProgressTally tally = new(clock);
        Experiment study = new() { Name = "walk", Worlds = [new DoorSpec()], Networks = [] };
        Screen screen = here.Screen with { Text = TextWriter.Synchronized(text), Clock = clock };
        Task<int> run = Task.Run(() => ProgressView.Follow(screen, study, tally, () =>
        {
            tally.Started(agents: 1, finishedBefore: 0, new Effort(100, 100), workers: 1);
            released.Wait(TestContext.Current.CancellationToken);
            return 7;
        }, CancellationToken.None), TestContext.Current.CancellationToken);
        string Shown() { lock (screen.Text) return text.ToString(); }
        Assert.True(SpinWait.SpinUntil(() => Shown().Contains("1 agent, 0 of them", StringComparison.Ordinal), TimeSpan.FromSeconds(30)));
        tally.Doing("working out");
        Assert.True(SpinWait.SpinUntil(() => Shown().Contains("working out", StringComparison.Ordinal), TimeSpan.FromSeconds(30)));
        Assert.DoesNotContain("0/1 agent,", Shown(), StringComparison.Ordinal);
        clock.Seconds = 10;
        Assert.True(SpinWait.SpinUntil(() => Shown().Contains("   0:10    0 %  0/1 agent,", StringComparison.Ordinal), TimeSpan.FromSeconds(30)));
        released.Set();
        Assert.Equal(7, await run);
    }

    [Fact]
    public void Who_asks_for_quiet_sees_no_progress()
    {
        using CliHere here = new();
        ProgressTally tally = new(new ManualClock());
        Experiment study = new() { Name = "walk", Worlds = [new DoorSpec()], Networks = [] };
        Assert.Equal(7, ProgressView.Follow(here.Screen with { IsQuiet = true }, study, tally, () =>
        {
            tally.Doing("drawing levels");
            tally.Started(agents: 1, finishedBefore: 0, new Effort(100, 100), workers: 1);
            return 7;
        }, CancellationToken.None));
        Assert.Equal(8, TestingView.Follow(here.Screen with { IsQuiet = true }, "family", 3, done =>
        {
            done();
            return 8;
        }));
        Assert.Equal("", here.Screen.Text.ToString());
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(999.6, "1.00 k")]
    [InlineData(1_234, "1.23 k")]
    [InlineData(45_678, "45.7 k")]
    [InlineData(999_600, "1.00 M")]
    [InlineData(272e6, "272 M")]
    [InlineData(2e10, "20.0 G")]
    [InlineData(3e12, "3.00 T")]
    public void Counts_are_shown_in_three_digits(double count, string shown) => Assert.Equal(shown, Figures.Short(count));

    [Theory]
    [InlineData(7, "0:07")]
    [InlineData(754, "12:34")]
    [InlineData(100_000, "27:46:40")]
    public void Times_are_shown_as_on_a_watch(int seconds, string shown) =>
        Assert.Equal(shown, Figures.Time(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.354, ".35")]
    [InlineData(1, "1.00")]
    [InlineData(0, ".00")]
    [InlineData(-0.051, "-.05")]
    [InlineData(double.NaN, "-")]
    public void Shares_are_shown_with_two_decimals(double share, string shown) => Assert.Equal(shown, Figures.Share(share));

    [Fact]
    public void A_verdict_has_its_colour_everywhere() => Assert.Equal(
        [Color.Red, Color.Green, Color.Yellow, Color.Yellow, Color.Yellow, Color.Grey, Color.Grey],
        ((string[])["misaligned", "aligned", "undecided", "base-leaning", "lost", "incompetent", "unjudged"]).Select(v => ProgressView.VerdictStyle(v).Foreground));

    private sealed class ManualClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
