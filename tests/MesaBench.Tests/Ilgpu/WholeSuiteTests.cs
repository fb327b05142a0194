using System.Globalization;
using System.Text.RegularExpressions;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Ilgpu;

/// <summary>
/// The tests of kernels, networks and trainings, which compare engines with plain references, run again in a process of their own on
/// other engines than the CPU's.
/// </summary>
[Trait("Category", "slow")]
public partial class WholeSuiteTests
{
    // What there is today, less a little: a filter that no longer finds the tests must not pass.
    private const int LeastTests = 140;

    [Theory(Explicit = true, Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [InlineData(TestEngines.Ptx, "Kernels", "Networks", "Training")]
    [InlineData("ilgpu-cpu", "Kernels")]
    public void Another_engine_passes_the_tests_of_the_CPUs(string engine, params string[] folders)
    {
        string output = OwnProcess.Run(
            folders.SelectMany(folder => (string[])["-namespace", $"MesaBench.Tests.{folder}"]),
            new Dictionary<string, string> { [TestEngines.Variable] = engine });
        Assert.InRange(int.Parse(Total().Match(output).Groups[1].Value, CultureInfo.InvariantCulture), LeastTests, int.MaxValue);
    }

    [GeneratedRegex(@"Total: (\d+), Errors: 0, Failed: 0, Skipped: 0, Not Run: 0")]
    private static partial Regex Total();
}
