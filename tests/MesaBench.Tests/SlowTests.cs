using System.Reflection;
using Xunit.v3;

namespace MesaBench.Tests;

/// <summary>The slow tests are a run of their own: `dotnet test -c Release --explicit on --filter-trait Category=slow`.</summary>
public class SlowTests
{
    [Fact]
    public void What_the_fast_run_leaves_out_the_slow_run_makes_up_for()
    {
        MethodInfo[] tests = [.. typeof(SlowTests).Assembly.GetTypes().SelectMany(t => t.GetMethods()).Where(IsTest)];
        Assert.Contains(tests, IsSlow);
        Assert.Equal(tests.Where(IsSlow), tests.Where(test => test.GetCustomAttributes().OfType<IFactAttribute>().Single().Explicit));
    }

    private static bool IsTest(MethodInfo method) => method.GetCustomAttributes().OfType<IFactAttribute>().Any();

    private static bool IsSlow(MethodInfo test) => test.DeclaringType!.GetCustomAttributes<TraitAttribute>().Concat(test.GetCustomAttributes<TraitAttribute>())
        .Any(trait => (trait.Name, trait.Value) == ("Category", "slow"));
}
