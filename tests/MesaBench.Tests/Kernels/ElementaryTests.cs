using System.Runtime.Intrinsics;
using MesaBench.Kernels;

namespace MesaBench.Tests.Kernels;

public class ElementaryTests(ITestOutputHelper output)
{
    // Every so many-th float is tried: a prime, so that all mantissas turn up.
    private const int Stride = 997;

    [Fact]
    public void Exp_is_within_2_ulp_wherever_it_is_a_normal_number() =>
        AssertWithin2Ulp("exp", Elementary.Exp, Math.Exp, [.. Floats(-87.3f, 88.3f)]);

    [Fact]
    public void Log_is_within_2_ulp_of_every_normal_positive_number() =>
        AssertWithin2Ulp(
            "log", Elementary.Log, Math.Log, [.. Floats(1.17549435e-38f, float.MaxValue), .. Around(1f), .. Around(1.41421354f)]);

    [Fact]
    public void Tanh_is_within_2_ulp_everywhere() =>
        AssertWithin2Ulp(
            "tanh", Elementary.Tanh, Math.Tanh, [.. Floats(-1e30f, 1e30f), .. Around(0.625f), .. Around(-0.625f), .. Around(9.01f)]);

    [Fact]
    public void Sigmoid_is_within_2_ulp_wherever_it_is_a_normal_number() =>
        AssertWithin2Ulp("sigmoid", Elementary.Sigmoid, x => 1 / (1 + Math.Exp(-x)), [.. Floats(-87.3f, 1e30f)]);

    [Fact]
    public void Beyond_their_range_functions_saturate()
    {
        Assert.Equal(Of(Elementary.Exp, -87.3f), Of(Elementary.Exp, -1e30f));
        Assert.Equal(Of(Elementary.Exp, -87.3f), Of(Elementary.Exp, float.NegativeInfinity));
        Assert.Equal(Of(Elementary.Exp, 88.3f), Of(Elementary.Exp, float.PositiveInfinity));
        Assert.True(float.IsFinite(Of(Elementary.Exp, float.PositiveInfinity)));
        Assert.Equal((-1f, 1f), (Of(Elementary.Tanh, float.NegativeInfinity), Of(Elementary.Tanh, float.PositiveInfinity)));
        Assert.Equal(1f, Of(Elementary.Sigmoid, float.PositiveInfinity));
        Assert.InRange(Of(Elementary.Sigmoid, float.NegativeInfinity), 0f, 2e-38f);
    }

    [Fact]
    public void Exact_arguments_give_exact_values()
    {
        Assert.Equal(1f, Of(Elementary.Exp, 0f));
        Assert.Equal(0f, Of(Elementary.Log, 1f));
        Assert.Equal(0f, Of(Elementary.Tanh, 0f));
        Assert.Equal(0.5f, Of(Elementary.Sigmoid, 0f));
    }

    [Fact]
    public void NaN_stays_NaN()
    {
        Assert.True(float.IsNaN(Of(Elementary.Exp, float.NaN)));
        Assert.True(float.IsNaN(Of(Elementary.Tanh, float.NaN)));
        Assert.True(float.IsNaN(Of(Elementary.Sigmoid, float.NaN)));
    }

    [Fact]
    public void The_larger_of_two_is_the_second_where_either_is_NaN()
    {
        Assert.Equal(3f, Max(2f, 3f));
        Assert.Equal(3f, Max(3f, 2f));
        Assert.Equal(2f, Max(float.NaN, 2f));
        Assert.True(float.IsNaN(Max(2f, float.NaN)));
    }

    private static float Max(float a, float b) => Elementary.Max(Vector512.Create(a), Vector512.Create(b))[0];

    private static float Of(Func<Vector512<float>, Vector512<float>> function, float x) => function(Vector512.Create(x))[0];

    private void AssertWithin2Ulp(
        string name, Func<Vector512<float>, Vector512<float>> function, Func<double, double> truth, float[] arguments)
    {
        double worst = 0;
        float at = 0;
        for (int i = 0; i < arguments.Length; i += 16)
        {
            int first = Math.Min(i, arguments.Length - 16); // the last lane overlaps the one before
            Vector512<float> results = function(Vector512.Create(arguments, first));
            for (int lane = 0; lane < 16; lane++)
            {
                double error = Ulps(results[lane], truth(arguments[first + lane]));
                if (error <= worst) continue;
                (worst, at) = (error, arguments[first + lane]);
            }
        }
        output.WriteLine($"{name}: worst error {worst:F3} ulp, at {at:R}, of {arguments.Length} arguments");
        Assert.True(worst <= 2, $"{name}({at:R}) is {worst:F3} ulp off; allowed: 2");
    }

    /// <summary>Distance from the true value in units of the last place that a float of its size has.</summary>
    private static double Ulps(float found, double truth)
    {
        if (float.IsNaN(found)) return double.PositiveInfinity;
        int exponent = truth == 0 ? -126 : Math.Max(-126, Math.ILogB(truth));
        return Math.Abs(found - truth) * Math.ScaleB(1, 23 - exponent);
    }

    /// <summary>Floats between two bounds, both included, evenly spread over bit patterns.</summary>
    private static IEnumerable<float> Floats(float from, float to)
    {
        for (long key = Key(from); key < Key(to); key += Stride) yield return FloatOf(key);
        yield return to;
    }

    private static IEnumerable<float> Around(float x) => Enumerable.Range(-5000, 10001).Select(i => FloatOf(Key(x) + i));

    // Whole numbers in the order of the floats.
    private static long Key(float x)
    {
        int bits = BitConverter.SingleToInt32Bits(x);
        return bits < 0 ? -(long)(bits & int.MaxValue) : bits;
    }

    private static float FloatOf(long key) => BitConverter.Int32BitsToSingle(key < 0 ? (int)-key | int.MinValue : (int)key);
}
