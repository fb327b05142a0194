using System.Globalization;
using MesaBench.Cli.Commands;
using MesaBench.Cpu;
using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Kernels;
using MesaBench.Networks;
using MesaBench.Results;
using MesaBench.Studies;
using MesaBench.Tests.Engines;
using MesaBench.Training;
using MesaBench.Verdicts;
using MesaBench.Worlds;

namespace MesaBench.Tests.Studies;

public class VerificationTests
{
    // Three agents, one cohort on the device.
    private static readonly Experiment Sample = Verification.Sample(3) with
    {
        Worlds = [new DoorSpec()],
        Networks = [new MlpSpec { Width = 5 }],
        Training = Verification.Sample(3).Training with { Steps = 512 },
    };

    private static readonly AgentList Agents = AgentSpec.Expand(Sample);

    [Fact]
    public void Two_engines_of_a_kind_are_identical_and_the_device_is_on_one_side_alone()
    {
        int made = 0;
        EngineMaker device = new(
            () =>
            {
                _ = Interlocked.Increment(ref made);
                return new CpuEngineFactory(1).Create();
            },
            workers: 2);
        Assert.Null(VerifyCommand.AgainstCpu(device, 1, TestContext.Current.CancellationToken));
        Assert.Equal(2, made); // one a worker; with the device on both sides there were four, with the CPU none
    }

    [Fact]
    public void A_single_wrong_bit_is_traced_to_the_agent_and_to_the_operation_and_place_that_it_was_written_to()
    {
        Spoiler spoiler = new(nameof(AdvantageEstimate), Agent: 1, Row: 7, Column: 3);
        string difference = Differs(spoiler);
        Assert.StartsWith($"{Agents[1].Name}: hidden0.weight[", difference, StringComparison.Ordinal);
        int columns = Sample.Training.Environments * Sample.Training.StepsPerUpdate;
        Assert.EndsWith(
            $"; first in what operation {Number(nameof(AdvantageEstimate))} wrote, AdvantageEstimate: agent 1, row 7, column 3 is "
            + $"{Shown(spoiler.Wrong)}, on the CPU {Shown(spoiler.Right)} (1 of {3 * Rollout.Rows * columns} numbers differ)",
            difference,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(StepEpisodes), 5, 0, "another row")] // a return under the base objective
    [InlineData(nameof(LogRatios), 0, 9, "another learning curve")] // the ratio of a step, read for the curve alone
    public void A_difference_that_the_weights_do_not_show_is_found_too(string operation, int row, int column, string where)
    {
        string difference = Differs(new Spoiler(operation, Agent: 2, row, column));
        Assert.StartsWith($"{Agents[2].Name}: same weights, {where}; first in what operation ", difference, StringComparison.Ordinal);
        Assert.Contains($" wrote, {operation}: agent 2, row {row}, column {column} is 0x", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fingerprint_tells_infinity_from_NaN_and_no_NaN_from_another()
    {
        ulong Of(params int[] bits) => Verification.Fingerprint(new Written("Copy", 1, 1, bits.Length, new Lazy<int[]>(bits)));
        const int Infinity = 0x7F800000, Nan = 0x7FC00000;
        Assert.Equal(Of(1, Nan), Of(1, Nan + 1));
        Assert.Equal(Of(1, Nan), Of(1, unchecked((int)0xFFC00000)));
        Assert.Equal(5, ((ulong[])[Of(1, Nan), Of(1, Infinity), Of(1, unchecked((int)0xFF800000)), Of(1, Infinity - 1), Of(Nan, 1)]).Distinct().Count());
    }

    [Fact]
    public void Every_kind_of_row_is_compared()
    {
        using IEngine engine = new CpuEngineFactory(1).Create();
        AgentRecord agent = CohortStudy.Train(
            engine, Sample, Cohort.Of(Sample, [Agents[0]], LevelLibrary.Draw(Sample)), TestContext.Current.CancellationToken)[0];
        JudgedAgent judged = agent.Judged;
        string? Difference(JudgedAgent other) => Verification.FirstDifference(agent with { Judged = other }, agent);

        Assert.Null(Difference(judged));
        Assert.Equal($"{agent.Name}: same weights, another row", Difference(judged with { Row = judged.Row with { MixtureReturn = -1 } }));
        Assert.Equal($"{agent.Name}: same weights, another learning curve", Difference(judged with { Curves = [.. judged.Curves.Skip(1)] }));
        Assert.Equal($"{agent.Name}: same weights, other objectives", Difference(judged with { Objectives = [.. judged.Objectives.Reverse()] }));
    }

    private static string Differs(Spoiler spoiler)
    {
        string? difference = Verification.FirstDifference(
            new EngineMaker(() => new SpoiltEngine(new CpuEngineFactory(1).Create(), spoiler)), new CpuEngineFactory(1), Sample,
            TestContext.Current.CancellationToken);
        Assert.NotNull(difference);
        return difference;
    }

    /// <summary>The place of an operation among all that the cohort's training makes, from 1, each counted once a tensor that it writes.</summary>
    private static int Number(string operation)
    {
        List<string> operations = [];
        using WatchedEngine engine = new(new CpuEngineFactory(1).Create(), written => operations.Add(written.Operation));
        _ = CohortStudy.Train(engine, Sample, Cohort.Of(Sample, Agents, LevelLibrary.Draw(Sample)), TestContext.Current.CancellationToken);
        return operations.IndexOf(operation) + 1;
    }

    private static string Shown(float value) => string.Create(
        CultureInfo.InvariantCulture, $"0x{BitConverter.SingleToInt32Bits(value):X8} ({value} as a float)");

    /// <summary>What an engine gets wrong: the last bit of one number that an operation writes, and the first such number.</summary>
    private sealed record Spoiler(string Operation, int Agent, int Row, int Column)
    {
        public float Right { get; private set; } = float.NaN;

        public float Wrong { get; private set; }

        public float Spoil(float value)
        {
            float wrong = MathF.BitIncrement(value);
            if (float.IsNaN(Right)) (Right, Wrong) = (value, wrong);
            return wrong;
        }
    }

    /// <summary>An engine that gets a bit wrong.</summary>
    private sealed class SpoiltEngine(IEngine inner, Spoiler spoiler) : WatchedEngine(inner, _ => { })
    {
        public override void Run<T>(T operation)
        {
            base.Run(operation);
            switch (operation as object)
            {
                case AdvantageEstimate o: Spoil(nameof(AdvantageEstimate), o.Samples); break;
                case StepEpisodes o: Spoil(nameof(StepEpisodes), o.Returns); break;
                case LogRatios o: Spoil(nameof(LogRatios), o.To); break;
                default: break;
            }
        }

        private void Spoil(string operation, Tensor tensor)
        {
            if (operation != spoiler.Operation || tensor.Agents <= spoiler.Agent) return;
            // A slice has gaps, which an upload would fill.
            Tensor whole = Floats(tensor.Agents, tensor.Rows, tensor.Columns);
            base.Run(new Copy(tensor, whole));
            float[] values = Download(whole);
            int at = (spoiler.Agent * whole.Rows + spoiler.Row) * whole.RowStride + spoiler.Column;
            values[at] = spoiler.Spoil(values[at]);
            Upload(values, whole);
            base.Run(new Copy(whole, tensor));
        }
    }
}
