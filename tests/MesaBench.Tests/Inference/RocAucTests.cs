using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public class RocAucTests
{
    [Fact]
    public void It_is_the_share_of_pairs_that_are_in_order_ties_by_half()
    {
        Random random = new(3);
        for (int trial = 0; trial < 50; trial++)
        {
            double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(6))];
            (double[] positives, double[] negatives) = (Draw(1 + random.Next(9)), Draw(1 + random.Next(9)));
            double byPairs = (from p in positives from n in negatives select p > n ? 1 : p == n ? 0.5 : 0).Average();
            Assert.Equal(byPairs, RocAuc.Of(positives, negatives), 1e-12);
        }
        Assert.Equal(double.NaN, RocAuc.Of([], [1]));
        Assert.Equal(double.NaN, RocAuc.Of([1], []));
    }
}
