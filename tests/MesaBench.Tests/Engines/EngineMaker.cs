using MesaBench.Engines;

namespace MesaBench.Tests.Engines;

/// <summary>A device of the tests' making.</summary>
/// <param name="create">Makes its engines.</param>
/// <param name="cohortSize">Agents a cohort.</param>
/// <param name="workers">Engines at a time.</param>
/// <param name="meter">Watches it.</param>
internal sealed class EngineMaker(
    Func<IEngine> create, int cohortSize = int.MaxValue, int workers = 1, IDeviceMeter? meter = null) : IEngineFactory
{
    public string Name => "made";

    public string Description => "made for a test";

    public int Workers => workers;

    public int CohortSize(Func<MemoryNeed> measure) => cohortSize;

    public IEngine Create() => create();

    public IDeviceMeter? StartMeter() => meter;
}
