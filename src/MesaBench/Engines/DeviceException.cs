namespace MesaBench.Engines;

/// <summary>A device failed, or cannot be used. Agents that were finished before are kept.</summary>
/// <param name="device">The device's name.</param>
/// <param name="problem">What happened.</param>
/// <param name="cause">The driver's own words.</param>
public class DeviceException(string device, string problem, Exception? cause = null)
    : Exception($"Device {device}: {problem.ReplaceLineEndings(" ")}", cause)
{
    /// <summary>The device's name.</summary>
    public string Device { get; } = device;
}

/// <summary>A device has too little memory for a cohort; a smaller one may do.</summary>
/// <param name="device">The device's name.</param>
/// <param name="problem">What is too large.</param>
/// <param name="cause">The driver's own words.</param>
public sealed class OutOfDeviceMemoryException(string device, string problem = "out of memory", Exception? cause = null)
    : DeviceException(device, problem, cause);
