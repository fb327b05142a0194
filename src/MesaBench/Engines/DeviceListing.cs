using System.Globalization;

namespace MesaBench.Engines;

/// <summary>A device that a study can run on, or one that it cannot, and why.</summary>
/// <param name="Name">What <c>--device</c> takes.</param>
/// <param name="Description">What it is, in words.</param>
public sealed record DeviceListing(string Name, string Description)
{
    /// <summary>Its memory, in bytes; null where that means nothing.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Its driver and the driver's version.</summary>
    public string? Driver { get; init; }

    /// <summary>What its hardware can do, in its maker's words, e.g. a CUDA compute capability.</summary>
    public string? Capability { get; init; }

    /// <summary>Why it cannot be used; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether it is chosen when nobody says what to use: GPUs and, in the end, the CPU engine.</summary>
    public bool IsAutomatic { get; init; }

    /// <summary>Opens it for a number of worker threads (0: its own choice). Only called when there is no <see cref="Problem"/>.</summary>
    /// <exception cref="DeviceException">The device fails.</exception>
    public required Func<int, IEngineFactory> Open { get; init; }

    /// <summary>All that is known of it, in one line: what it is, its memory, what its hardware can do, its driver.</summary>
    public string Facts => string.Join(", ", ((string?[])
    [
        Description,
        MemoryBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB") : null,
        Capability,
        Driver,
    ]).OfType<string>());

    /// <summary>A device that cannot be used.</summary>
    public static DeviceListing Unusable(string name, string description, string problem) => new(name, description)
    {
        Problem = problem,
        Open = _ => throw new DeviceException(name, problem),
    };
}
