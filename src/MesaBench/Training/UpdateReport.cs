using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;

namespace MesaBench.Training;

/// <summary>
/// Brings to the host at once what updates leave on the engine that diagnostics are made of: rows with a number for each sample. An update
/// itself neither writes nor pays for it.
/// </summary>
internal sealed class UpdateReport
{
    private readonly IEngine engine;
    private readonly Tensor samples, statistics, rows;

    /// <summary>Takes memory.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="samples">[agent][row of a rollout][sample].</param>
    /// <param name="statistics">[agent][1][<see cref="Statistic"/>].</param>
    /// <param name="ownRows">Rows beside those of every trainer.</param>
    public UpdateReport(IEngine engine, Tensor samples, Tensor statistics, int ownRows)
    {
        (this.engine, this.samples, this.statistics) = (engine, samples, statistics);
        rows = engine.Floats(samples.Agents, AgentReport.Common + ownRows, samples.Columns);
    }

    /// <summary>[agent] what the last update left.</summary>
    /// <param name="writeOwn">Writes a trainer's own rows: [agent][row][sample].</param>
    public AgentReport[] Read(Action<Tensor> writeOwn)
    {
        engine.Run(new Copy(samples.RowRange(Rollout.Mask, 1), rows.RowRange(AgentReport.Mask, 1)));
        engine.Run(new Copy(samples.RowRange(Rollout.Entropy, 1), rows.RowRange(AgentReport.Entropy, 1)));
        engine.Run(new Copy(statistics, rows.RowRange(AgentReport.Statistics, 1).ColumnRange(0, statistics.Columns)));
        writeOwn(rows.RowRange(AgentReport.Common, rows.Rows - AgentReport.Common));
        float[] all = engine.Download(rows);
        return [.. Enumerable.Range(0, rows.Agents).Select(agent => new AgentReport(all, agent * rows.Rows, rows.RowStride, rows.Columns))];
    }
}

/// <summary>What an update left of one agent.</summary>
/// <param name="All">[row][sample] of all agents.</param>
/// <param name="First">The agent's first row.</param>
/// <param name="Stride">Numbers between rows.</param>
/// <param name="Samples">Samples of a row.</param>
public readonly record struct AgentReport(float[] All, int First, int Stride, int Samples)
{
    // What every trainer has; a trainer's own rows follow.
    internal const int Mask = 0, Entropy = 1, Statistics = 2, Common = 3;

    /// <summary>The diagnostics that every trainer has.</summary>
    internal Diagnostics Diagnostics => new() { Entropy = MeanOf(Entropy, x => x), GradientNorm = Statistic(Kernels.Statistic.GradientNorm) };

    /// <summary>Mean over real samples of a function of a trainer's own row, in double precision; NaN where none is real.</summary>
    public double Mean(int ownRow, Func<double, double> of) => MeanOf(Common + ownRow, of);

    /// <summary>One of the agent's <see cref="Kernels.Statistic"/>s.</summary>
    internal double Statistic(int column) => Row(Statistics)[column];

    private double MeanOf(int row, Func<double, double> of)
    {
        ReadOnlySpan<float> mask = Row(Mask), numbers = Row(row);
        double sum = 0, count = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            sum += mask[i] * of(numbers[i]);
            count += mask[i];
        }
        return count > 0 ? sum / count : double.NaN;
    }

    private ReadOnlySpan<float> Row(int row) => All.AsSpan((First + row) * Stride, Samples);
}
