using System.Globalization;
using System.Runtime.InteropServices;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench;

/// <summary>Shows that a device gives the same bits as another: a few agents of every kind, from their levels to their rows and weights.</summary>
public static class Verification
{
    /// <summary>
    /// Both worlds in every cohort, networks with and without padding, episodes that end and are cut off: every operation that a study
    /// uses, in seconds.
    /// </summary>
    public static Experiment Sample { get; } = new()
    {
        Name = "verify",
        Worlds = [new CornerSpec { Layout = Layout.Blocks }, new DoorSpec()],
        Alphas = [0.2],
        Networks = [new MlpSpec { Width = 20 }, new MlpSpec { Width = 64 }, new RcnnSpec { Channels = 5, Ticks = 2 }],
        Seeds = 1,
        Levels = new() { Training = 64, TrainingDistinguishing = 32, HeldOut = 16, ProbeTraining = 16, ProbeTest = 16 },
        Training = new() { Steps = 1024, Environments = 16, StepsPerUpdate = 32, Epochs = 2 },
        Behaviour = new() { Checkpoints = 2 },
        Probing = new() { Iterations = 3, Permutations = 19 },
        Statistics = new() { Resamples = 10, Permutations = 19 },
    };

    /// <summary>Trains the sample on both and compares rows and weights; where they differ, finds the first operation that does.</summary>
    /// <returns>Null when everything is identical, else where the first difference is.</returns>
    /// <exception cref="DeviceException">A device fails.</exception>
    public static string? FirstDifference(IEngineFactory device, IEngineFactory reference, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(reference);
        LevelLibrary library = LevelLibrary.Draw(Sample);
        IReadOnlyList<Cohort> cohorts = Cohort.Plan(Sample, AgentSpec.Expand(Sample), library, _ => int.MaxValue);
        Dictionary<Cohort, IReadOnlyList<AgentRecord>> found = Train(device, cohorts, token), expected = Train(reference, cohorts, token);
        foreach (Cohort cohort in cohorts)
        {
            if (FirstDifference(found[cohort], expected[cohort]) is { } difference)
                return $"{difference}; {FirstOperation(device, reference, cohort, token)}";
        }
        return null;
    }

    /// <summary>Trains cohorts as a study does: as many at a time as the device takes.</summary>
    private static Dictionary<Cohort, IReadOnlyList<AgentRecord>> Train(
        IEngineFactory devices, IReadOnlyList<Cohort> cohorts, CancellationToken token)
    {
        Dictionary<Cohort, IReadOnlyList<AgentRecord>> records = [];
        Work.InParallel(
            cohorts,
            devices,
            _ => throw new OutOfDeviceMemoryException(devices.Name),
            (engine, cohort, stop) =>
            {
                IReadOnlyList<AgentRecord> own = Study.Train(engine, Sample, cohort, stop);
                lock (records) records.Add(cohort, own);
            },
            token);
        return records;
    }

    private static string? FirstDifference(IReadOnlyList<AgentRecord> found, IReadOnlyList<AgentRecord> expected)
    {
        for (int agent = 0; agent < expected.Count; agent++)
        {
            AgentRecord one = found[agent], other = expected[agent];
            foreach (ParameterBlock block in other.Layout.Blocks)
            {
                float[] mine = one.Layout.Extract(one.Vector, block), theirs = other.Layout.Extract(other.Vector, block);
                int at = MemoryMarshal.AsBytes(mine.AsSpan()).CommonPrefixLength(MemoryMarshal.AsBytes(theirs.AsSpan())) / sizeof(float);
                if (at < theirs.Length) return $"{other.Row.Agent}: {block.Name}[{at}] is {Show(mine[at])}, on the CPU {Show(theirs[at])}";
            }
            if (CsvTable.Text([one.Row]) != CsvTable.Text([other.Row])) return $"{other.Row.Agent}: same weights, another row";
            if (CsvTable.Text(one.Curves) != CsvTable.Text(other.Curves)) return $"{other.Row.Agent}: same weights, another learning curve";
            if (CsvTable.Text(one.Probes) != CsvTable.Text(other.Probes)) return $"{other.Row.Agent}: same weights, other probes";
        }
        return null;
    }

    /// <summary>Runs a cohort on both again, operation by operation, and says which first writes something else, and where.</summary>
    private static string FirstOperation(IEngineFactory device, IEngineFactory reference, Cohort cohort, CancellationToken token)
    {
        List<ulong> expected = [];
        Watch(reference, cohort, written => expected.Add(Fingerprint(written)), token);
        int count = 0;
        Written? found = Watch(
            device,
            cohort,
            written =>
            {
                if (count == expected.Count || Fingerprint(written) != expected[count]) throw new Found(written);
                count++;
            },
            token);
        if (found is null) return "run operation by operation, it was the same";
        if (count == expected.Count) return $"{found.Operation} comes after the last operation of the CPU";
        int step = 0;
        Written? right = Watch(
            reference,
            cohort,
            written =>
            {
                if (step++ == count) throw new Found(written);
            },
            token);
        return $"first in what operation {count + 1} wrote, {Describe(found, right!)}";
    }

    private static Written? Watch(IEngineFactory devices, Cohort cohort, Action<Written> see, CancellationToken token)
    {
        using WatchedEngine engine = new(devices.Create(), see);
        try
        {
            _ = Study.Train(engine, Sample, cohort, token);
            return null;
        }
        catch (Found found)
        {
            return found.Written;
        }
    }

    private static string Describe(Written found, Written right)
    {
        if (found.Operation != right.Operation || found.Bits.Length != right.Bits.Length)
            return $"{found.Operation}, where the CPU ran {right.Operation}";
        int at = found.Bits.AsSpan().CommonPrefixLength(right.Bits);
        int column = at % found.Stride, row = at / found.Stride % found.Rows, agent = at / found.Stride / found.Rows;
        int differences = found.Bits.Zip(right.Bits).Count(pair => pair.First != pair.Second);
        return $"{found.Operation}: agent {agent}, row {row}, column {column} is {Show(found.Bits[at])}, on the CPU {Show(right.Bits[at])}"
            + $" ({differences} of {found.Bits.Length} numbers differ)";
    }

    private static string Show(int bits) => string.Create(
        CultureInfo.InvariantCulture, $"0x{bits:X8} ({BitConverter.Int32BitsToSingle(bits)} as a float)");

    private static string Show(float value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value} (0x{BitConverter.SingleToInt32Bits(value):X8})");

    /// <summary>FNV-1a over words; every NaN counts as the same one, since its payload is the hardware's.</summary>
    private static ulong Fingerprint(Written written)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in written.Operation) hash = (hash ^ c) * 1099511628211;
        foreach (int bits in written.Bits) hash = (hash ^ (uint)((bits & int.MaxValue) > 0x7F800000 ? int.MaxValue : bits)) * 1099511628211;
        return hash;
    }

    private sealed class Found(Written written) : Exception
    {
        public Written Written { get; } = written;
    }
}
