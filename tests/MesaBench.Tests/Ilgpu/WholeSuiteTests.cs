extern alias ilgpu;

using System.Globalization;
using System.Text.RegularExpressions;
using ilgpu::MesaBench.Ilgpu;
using MesaBench.Tests.Engines;

namespace MesaBench.Tests.Ilgpu;

/// <summary>
/// The tests of kernels, networks and trainings, which compare engines with plain references, run again in processes of their own on
/// other engines than the CPU's.
/// </summary>
[Trait("Category", "slow")]
public partial class WholeSuiteTests
{
    // What there is today, less a little: a filter that no longer finds the tests must not pass.
    private const int LeastTests = 140, LeastOfProducts = 70, LeastOfWalks = 3;

    [Fact(Explicit = true, Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    public void ILGPUs_CPU_accelerator_passes_the_tests_of_the_CPU_engine() => AssertPass("ilgpu-cpu", Folders("Kernels"), LeastTests);

    [Theory(Explicit = true, Skip = TestEngines.NoIlgpu, SkipType = typeof(TestEngines), SkipUnless = nameof(TestEngines.HasIlgpu))]
    [InlineData(TestEngines.PtxReversed)]
    [InlineData(TestEngines.PtxShuffled)]
    public void Every_kernel_gives_the_bits_of_the_CPU_whatever_the_order_of_its_work_items(string engine)
    {
        string[] executed =
        [
            .. Executed(engine, Folders("Kernels", "Networks"), LeastTests),
            .. Executed(engine, Classes("Behaviour.WalkTests"), LeastOfWalks),
            .. ((int[])[2, 1]).SelectMany(
                tile => Executed($"{engine}-{tile}", Classes("Kernels.DenseTests", "Kernels.LocalTests"), LeastOfProducts)),
        ];
        // Forms for single shapes, and the plain kernels whose place they take, are run by OwnFormsTests, in reversed order too; what is for cores, by no GPU.
        string[] elsewhere = [.. OwnFormsTests.Forms, .. OwnFormsTests.Replaced, .. OwnFormsTests.ForCores];
        Assert.Equal(
            GeneratedCode.Kernels.Except(elsewhere).Order(StringComparer.Ordinal), executed.Except(elsewhere).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Folders(params string[] folders) =>
        folders.SelectMany(folder => (string[])["-namespace", $"MesaBench.Tests.{folder}"]);

    private static IEnumerable<string> Classes(params string[] classes) =>
        classes.SelectMany(name => (string[])["-class", $"MesaBench.Tests.{name}"]);

    /// <summary>Runs tests on a PTX engine; the kernels that they executed.</summary>
    private static string[] Executed(string engine, IEnumerable<string> tests, int atLeast)
    {
        string file = Path.GetTempFileName();
        try
        {
            AssertPass(engine, tests, atLeast, (ExecutedKernels.Variable, file));
            return File.ReadAllLines(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void AssertPass(string engine, IEnumerable<string> tests, int atLeast, params (string Name, string Value)[] environment)
    {
        string output = OwnProcess.Run(tests, environment.Append((TestEngines.Variable, engine)).ToDictionary());
        Assert.InRange(int.Parse(Total().Match(output).Groups[1].Value, CultureInfo.InvariantCulture), atLeast, int.MaxValue);
    }

    [GeneratedRegex(@"Total: (\d+), Errors: 0, Failed: 0, Skipped: 0, Not Run: 0")]
    private static partial Regex Total();
}
