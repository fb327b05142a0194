using System.Globalization;
using System.Runtime.InteropServices;
using MesaBench.Engines;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Training;
using MesaBench.Worlds;

namespace MesaBench.Studies;

/// <summary>
/// Shows that a device gives the same bits as another: a few agents of every kind, from their levels to their rows and weights.
/// </summary>
public static class Verification
{
    /// <summary>
    /// Worlds with every kind of rule in every cohort (walls, paint, things to hold, terrain, a leader, monsters and what grows again),
    /// networks of every architecture, with and without padding, episodes that end and are cut off: every operation that a study uses.
    /// </summary>
    /// <param name="seeds">Agents of each world and network.</param>
    public static Experiment Sample(int seeds) => new()
    {
        Name = "verify",
        Worlds =
        [
            new CornerSpec
            {
                Layout = Layout.Blocks, Networks = [.. Everywhere, .. Once], Trainers = [new PpoSpec(), new ImitationSpec(), new ImitationSpec { EveryCell = true }],
            },
            new DoorSpec(), new KeysSpec(), new LavaSpec(), new FollowSpec(), new MonsterSpec(),
        ],
        Alphas = [0.2],
        Networks = Everywhere,
        Seeds = seeds,
        Levels = new() { Training = 64, TrainingDistinguishing = 32, HeldOut = 16, ProbeTraining = 16, ProbeTest = 16 },
        Training = new() { Steps = 1024, Environments = 16, StepsPerUpdate = 32, Epochs = 2 },
        // Detectors run next to nothing that acting does not, and in so many worlds would take longer than all else.
        Detection = new() { Enabled = false },
        Statistics = new() { Permutations = 99 },
    };

    private static IReadOnlyList<NetworkSpec> Everywhere { get; } =
        [new MlpSpec { Width = 20 }, new MlpSpec { Width = 64 }, new RcnnSpec { Channels = 5, Ticks = 2 }];

    /// <summary>Of the other architectures an agent of one world and an update suffice: what differs is found in the first.</summary>
    private static IReadOnlyList<NetworkSpec> Once { get; } =
    [
        .. new NetworkSpec[]
        {
            new RcnnSpec { Channels = 3, Ticks = 1, Gated = true, Activation = CellActivation.Clamp, Head = HeadKind.Flat },
            new DrcSpec { Channels = 2, Depth = 2, Ticks = 1 }, new CnnSpec { Channels = 3, Depth = 1 }, new GruSpec { Width = 6 },
            new TransformerSpec { Width = 6, Heads = 2, Blocks = 1, Loops = 2 }, new LinearSpec(),
        }.Select(network => network with { Seeds = 1, Steps = 512, Epochs = 1 }),
    ];

    /// <summary>
    /// Trains a sample on both, on the device in cohorts that are as large and as many at a time as in a study, on the other each agent
    /// alone, and compares rows and weights; where they differ, finds the first operation that does. A device that changes as it works is asked a second time,
    /// prepared.
    /// </summary>
    /// <returns>Null when everything is identical, else where the first difference is.</returns>
    /// <exception cref="DeviceException">A device fails.</exception>
    public static string? FirstDifference(IEngineFactory device, IEngineFactory reference, int seeds, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(device);
        return FirstDifference(device, reference, Sample(seeds), token)
            ?? (device.Prepared == device ? null : FirstDifference(device.Prepared, reference, Sample(seeds), token));
    }

    /// <summary>The same with another sample.</summary>
    internal static string? FirstDifference(IEngineFactory device, IEngineFactory reference, Experiment sample, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(reference);
        LevelLibrary library = LevelLibrary.Draw(sample, AgentSpec.Expand(sample), token);
        IReadOnlyList<AgentSpec> agents = AgentSpec.Expand(sample);
        IReadOnlyList<Cohort> cohorts = [.. CohortPlan.Of(sample, agents, library, device.Workers, _ => int.MaxValue).Select(plan => plan.Build(sample, library))];
        IReadOnlyList<Cohort> alone = [.. CohortPlan.Of(sample, agents, library, reference.Workers, _ => 1).Select(plan => plan.Build(sample, library))];
        Dictionary<string, AgentRecord> found = Train(device, sample, cohorts, token), expected = Train(reference, sample, alone, token);
        foreach (Cohort cohort in cohorts)
        {
            foreach (string agent in cohort.Agents.Select(a => a.Name))
            {
                if (FirstDifference(found[agent], expected[agent]) is { } difference)
                    return $"{difference}; {FirstOperation(device, reference, sample, cohort, token)}";
            }
        }
        return null;
    }

    /// <summary>Trains cohorts as a study does: as many at a time as the device takes.</summary>
    private static Dictionary<string, AgentRecord> Train(
        IEngineFactory devices, Experiment sample, IReadOnlyList<Cohort> cohorts, CancellationToken token)
    {
        Dictionary<string, AgentRecord> records = [];
        Work.InParallel(
            cohorts,
            devices,
            _ => null,
            (engine, cohort, stop) =>
            {
                IReadOnlyList<AgentRecord> own = CohortStudy.Train(engine, sample, cohort, stop);
                lock (records)
                    foreach (AgentRecord record in own) records.Add(record.Name, record);
            },
            token);
        return records;
    }

    /// <summary>Where two records of an agent differ; null where they do not.</summary>
    internal static string? FirstDifference(AgentRecord found, AgentRecord expected)
    {
        foreach (ParameterBlock block in expected.Layout.Blocks)
        {
            float[] mine = found.Layout.Extract(found.Vector, block), theirs = expected.Layout.Extract(expected.Vector, block);
            int at = MemoryMarshal.AsBytes(mine.AsSpan()).CommonPrefixLength(MemoryMarshal.AsBytes(theirs.AsSpan())) / sizeof(float);
            if (at < theirs.Length) return $"{expected.Name}: {block.Name}[{at}] is {Show(mine[at])}, on the CPU {Show(theirs[at])}";
        }
        string? what = CsvTable.Text([found.Judged.Row]) != CsvTable.Text([expected.Judged.Row]) ? "another row"
            : CsvTable.Text(found.Judged.Curves) != CsvTable.Text(expected.Judged.Curves) ? "another learning curve"
            : CsvTable.Text(found.Judged.Objectives) != CsvTable.Text(expected.Judged.Objectives) ? "other objectives"
            : null;
        return what is null ? null : $"{expected.Name}: same weights, {what}";
    }

    /// <summary>Runs a cohort on both again, operation by operation, and says which first writes something else, and where.</summary>
    private static string FirstOperation(
        IEngineFactory device, IEngineFactory reference, Experiment sample, Cohort cohort, CancellationToken token)
    {
        List<ulong> expected = [];
        Watch(reference, sample, cohort, written => expected.Add(Fingerprint(written)), token);
        int count = 0;
        Written? found = Watch(
            device,
            sample,
            cohort,
            written =>
            {
                if (count == expected.Count || Fingerprint(written) != expected[count]) throw new Found(written);
                count++;
            },
            token);
        if (found is null) return "run again operation by operation, in the same cohort, it was the same";
        if (count == expected.Count) return $"{found.Operation} comes after the last operation of the CPU";
        int step = 0;
        Written? right = Watch(
            reference,
            sample,
            cohort,
            written =>
            {
                if (step++ == count) throw new Found(written);
            },
            token);
        return $"first in what operation {count + 1} wrote, {Describe(found, right!)}";
    }

    private static Written? Watch(IEngineFactory devices, Experiment sample, Cohort cohort, Action<Written> see, CancellationToken token)
    {
        using WatchedEngine engine = new(devices.Create(), see);
        try
        {
            _ = CohortStudy.Train(engine, sample, cohort, token);
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
    internal static ulong Fingerprint(Written written)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in written.Operation) hash = (hash ^ c) * 1099511628211;
        foreach (int bits in written.Bits) hash = (hash ^ (uint)((bits & int.MaxValue) > 0x7F800000 ? int.MaxValue : bits)) * 1099511628211;
        return hash;
    }

    private sealed class Found : Exception
    {
        public Found(Written written)
        {
            _ = written.Bits; // before the engine is gone
            Written = written;
        }

        public Written Written { get; }
    }
}
