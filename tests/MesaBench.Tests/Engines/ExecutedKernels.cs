[assembly: AssemblyFixture(typeof(MesaBench.Tests.Engines.ExecutedKernels))]

namespace MesaBench.Tests.Engines;

/// <summary>
/// When all tests of a process have run, writes the names of the kernels whose PTX it has executed into the file that the environment
/// names, if it does.
/// </summary>
public sealed class ExecutedKernels : IDisposable
{
    /// <summary>The environment variable that names the file.</summary>
    public const string Variable = "MESABENCH_TEST_KERNELS";

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable(Variable) is string file) File.WriteAllLines(file, TestEngines.Executed);
    }
}
