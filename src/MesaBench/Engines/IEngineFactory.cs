namespace MesaBench.Engines;

/// <summary>Makes engines of one kind.</summary>
public interface IEngineFactory
{
    /// <summary>The device's name as given to <c>--device</c>.</summary>
    string Name { get; }

    /// <summary>What the device is, in words.</summary>
    string Description { get; }

    /// <summary>Engines that may work at the same time.</summary>
    int Workers { get; }

    /// <summary>Agents that an engine trains in lockstep, at most. It changes no result.</summary>
    /// <param name="measure">Finds out what memory they take, for a factory that wants to know.</param>
    int CohortSize(Func<MemoryNeed> measure);

    /// <summary>A new engine, for one thread.</summary>
    /// <exception cref="DeviceException">The device fails.</exception>
    IEngine Create();

    /// <summary>
    /// The same device as it is after it has worked for long: what it compiles only when that has shown to be worth it is compiled before it is first used.
    /// </summary>
    IEngineFactory Prepared => this;

    /// <summary>Begins to measure what a run takes of the device; null where there is nothing to measure with.</summary>
    IDeviceMeter? StartMeter() => null;
}

/// <summary>Memory that a cohort's training takes.</summary>
/// <param name="Shared">Bytes whatever the number of agents: levels and rules.</param>
/// <param name="PerAgent">Bytes an agent.</param>
public readonly record struct MemoryNeed(long Shared, long PerAgent);

/// <summary>Watches a device until it is disposed of.</summary>
public interface IDeviceMeter : IDisposable
{
    /// <summary>What was seen last.</summary>
    DeviceReading Now { get; }

    /// <summary>What the run has taken of the device so far.</summary>
    DeviceUse Use { get; }
}

/// <summary>A look at a device, all programs that use it included; null for what it does not tell.</summary>
/// <param name="Utilisation">Share of the time in which some kernel ran, 0 to 1.</param>
/// <param name="PowerWatts">Power drawn, in watts.</param>
/// <param name="MemoryBytes">Memory in use.</param>
public readonly record struct DeviceReading(double? Utilisation, double? PowerWatts, long? MemoryBytes);

/// <summary>What a run took of a device, all programs that used it at the time included; null for what it does not tell.</summary>
/// <param name="EnergyJoules">Energy, in joules.</param>
/// <param name="MeanUtilisation">Mean share of the time in which some kernel ran, 0 to 1.</param>
/// <param name="MeanPowerWatts">Mean power, in watts.</param>
/// <param name="PeakMemoryBytes">Most memory in use.</param>
public sealed record DeviceUse(double? EnergyJoules, double? MeanUtilisation, double? MeanPowerWatts, long? PeakMemoryBytes);
