using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public sealed class LeadingComponentsTests
{
    private readonly Random random = new(3);

    [Fact]
    public void What_varies_most_is_kept_in_whatever_directions_it_lies_and_what_varies_little_is_not()
    {
        // Three signals of variances 9, 4 and 1 along random directions of 20 features, and noise of variance .0001 in all of them.
        double[][] directions = [.. Enumerable.Range(0, 3).Select(_ => Normals(20))];
        double[][] signals = [.. Enumerable.Range(0, 300).Select(_ => Normals(3))];
        double[][] rows =
        [
            .. signals.Select(signal => Normals(20).Select((noise, f) => 5 + 0.01 * noise + 3 * signal[0] * directions[0][f] + 2 * signal[1] * directions[1][f]
                + signal[2] * directions[2][f]).ToArray()),
        ];
        Assert.True(Explained(LeadingComponents.Of(rows, 3, new StatisticsRandom(1, 0)), signals, 2) > 0.999);
        Assert.True(Explained(LeadingComponents.Of(rows, 2, new StatisticsRandom(1, 0)), signals, 2) < 0.5);
    }

    [Fact]
    public void States_that_are_narrow_enough_stay_as_they_are_and_states_that_do_not_vary_are_0()
    {
        double[][] narrow = [.. Enumerable.Range(0, 5).Select(_ => Normals(4))];
        Assert.Same(narrow, LeadingComponents.Of(narrow, 4, new StatisticsRandom(1, 0)));
        double[][] still = [.. Enumerable.Repeat(Normals(9), 8)];
        Assert.All(LeadingComponents.Of(still, 4, new StatisticsRandom(1, 0)), row => Assert.All(row, value => Assert.Equal(0, value, 1e-12)));
    }

    [Fact]
    public void Directions_are_orthonormal_and_those_by_which_the_coordinates_are_measured()
    {
        double[][] rows = [.. Enumerable.Range(0, 60).Select(_ => Normals(6).Select((x, f) => x * (f + 1)).ToArray())];
        double[][] basis = LeadingComponents.Basis(rows, 3, new StatisticsRandom(1, 0)), coordinates = LeadingComponents.Of(rows, 3, new StatisticsRandom(1, 0));
        double[] mean = [.. Enumerable.Range(0, 6).Select(f => rows.Average(row => row[f]))];
        double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++) Assert.Equal(i == j ? 1 : 0, Dot(basis[i], basis[j]), 1e-9);
            Assert.All(rows.Zip(coordinates), row => Assert.Equal(Dot([.. row.First.Zip(mean, (x, m) => x - m)], basis[i]), row.Second[i], 1e-9));
        }
        Assert.Empty(LeadingComponents.Basis([], 3, new StatisticsRandom(1, 0)));
    }

    [Fact]
    public void Numbers_that_are_not_finite_tell_nothing()
    {
        double[][] rows = [.. Enumerable.Range(0, 40).Select(i => new[] { i, double.NaN })];
        Assert.Equal([19.5], new LeastSquares(rows, [.. Enumerable.Range(0, 40).Select(i => new double[] { i })])[[3, 4]]);
    }

    /// <summary>The part of a signal's variance that a linear function of components accounts for.</summary>
    private static double Explained(double[][] components, double[][] signals, int signal)
    {
        double[][] wanted = [.. signals.Select(row => new[] { row[signal] })];
        LeastSquares read = new(components, wanted);
        double mean = wanted.Average(row => row[0]);
        return 1 - components.Zip(wanted).Sum(pair => Square(pair.Second[0] - read[pair.First][0])) / wanted.Sum(row => Square(row[0] - mean));
    }

    private static double Square(double x) => x * x;

    private double[] Normals(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
}
