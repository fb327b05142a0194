using MesaBench.Kernels;

namespace MesaBench.Engines;

// Policies, losses, Adam and environments.
internal sealed partial class CheckedEngine
{
    /// <inheritdoc/>
    public void SampleActions(
        Tensor head, Tensor samples, IntTensor agents, int environments, uint purpose, uint step, uint tag, bool greedy)
    {
        _ = Check(nameof(SampleActions), samples.Agents).In(head).In(samples).In(agents)
            .AtLeast(head.Rows, Rollout.Actions).Equal(samples.Rows, Rollout.Rows).AtLeast(agents.Columns, Descriptor.Key1 + 1)
            .Multiple(environments, Lane).AtLeast(head.Columns, environments).AtLeast(samples.Columns, environments);
        inner.SampleActions(head, samples, agents, environments, purpose, step, tag, greedy);
    }

    /// <inheritdoc/>
    public void AdvantageEstimate(Tensor head, Tensor samples, int environments, int steps, float discount, float lambda)
    {
        _ = Check(nameof(AdvantageEstimate), samples.Agents).In(head).In(samples)
            .AtLeast(head.Rows, Rollout.Outputs).Equal(samples.Rows, Rollout.Rows).Multiple(environments, Lane)
            .AtLeast(head.Columns, (steps + 1L) * environments).AtLeast(samples.Columns, (long)steps * environments);
        inner.AdvantageEstimate(head, samples, environments, steps, discount, lambda);
    }

    /// <inheritdoc/>
    public void NormaliseAdvantages(Tensor samples, Tensor statistics, Tensor scratch, int environments, int steps)
    {
        _ = Check(nameof(NormaliseAdvantages), samples.Agents).In(samples).In(statistics).In(scratch)
            .Equal(samples.Rows, Rollout.Rows).Multiple(environments, Lane).AtLeast(samples.Columns, (long)steps * environments)
            .AtLeast(statistics.Columns, 1).AtLeast(scratch.Columns, environments);
        inner.NormaliseAdvantages(samples, statistics, scratch, environments, steps);
    }

    /// <inheritdoc/>
    public void PolicyLossGradient(Tensor head, Tensor samples, Tensor gradient, Tensor statistics, PolicyLoss loss)
    {
        _ = Check(nameof(PolicyLossGradient), gradient.Agents).In(head).In(samples).In(gradient).In(statistics)
            .AtLeast(head.Rows, Rollout.Outputs).Equal(samples.Rows, Rollout.Rows).AtLeast(gradient.Rows, Rollout.Outputs)
            .Equal(head.Columns, samples.Columns).AtLeast(gradient.Columns, samples.Columns).AtLeast(statistics.Columns, 1);
        inner.PolicyLossGradient(head, samples, gradient, statistics, loss);
    }

    /// <inheritdoc/>
    public void ClassLossGradient(Tensor logits, Tensor labels, Tensor weights, int classStride)
    {
        OperationCheck check = Check(nameof(ClassLossGradient), logits.Agents).In(labels).In(weights)
            .Equal(weights.Rows, labels.Rows).Equal(weights.Columns, labels.Columns);
        Classes(check, logits, labels, classStride);
        inner.ClassLossGradient(logits, labels, weights, classStride);
    }

    /// <inheritdoc/>
    public void BestClasses(Tensor logits, Tensor best, int classStride)
    {
        Classes(Check(nameof(BestClasses), best.Agents).In(best), logits, best, classStride);
        inner.BestClasses(logits, best, classStride);
    }

    /// <inheritdoc/>
    public void Adam(Tensor weights, Tensor gradient, AdamMemory memory, AdamStep step)
    {
        OperationCheck check = Check(nameof(Adam), weights.Agents).In(weights).In(gradient).In(memory.Mean).In(memory.Square)
            .In(memory.Rates).In(memory.Sums).In(memory.Statistics)
            .Equal(weights.Columns, weights.RowStride).AtLeast(memory.Sums.Columns, 16).AtLeast(memory.Statistics.Columns, 2)
            .AtLeast(step.Step, 1);
        // One place serves for all four.
        foreach ((string name, Tensor tensor) in ((string, Tensor)[])
            [(nameof(gradient), gradient), ("memory.Mean", memory.Mean), ("memory.Square", memory.Square)])
            _ = check.That((tensor with { Storage = weights.Storage }) == weights, name, $"is {Shape(tensor)}", Shape(weights));
        inner.Adam(weights, gradient, memory, step);
    }

    /// <inheritdoc/>
    public void ResetEnvironments(WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh, bool evaluation)
    {
        _ = Environments(nameof(ResetEnvironments), world, state, features, fresh);
        inner.ResetEnvironments(world, state, features, fresh, evaluation);
    }

    /// <inheritdoc/>
    public void StepEnvironments(
        WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh, Tensor samples, Tensor tallies, float discount)
    {
        _ = Environments(nameof(StepEnvironments), world, state, features, fresh)
            .In(samples).Equal(samples.Rows, Rollout.Rows).AtLeast(samples.Columns, state.Rows)
            .In(tallies).Equal(tallies.Rows, Tally.Rows).AtLeast(tallies.Columns, state.Rows);
        inner.StepEnvironments(world, state, features, fresh, samples, tallies, discount);
    }

    /// <inheritdoc/>
    public void StepEpisodes(
        WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh, Tensor samples, Tensor returns, float discount)
    {
        _ = Environments(nameof(StepEpisodes), world, state, features, fresh)
            .In(samples).Equal(samples.Rows, Rollout.Rows).AtLeast(samples.Columns, state.Rows)
            .In(returns).Equal(returns.Rows, state.Rows).AtLeast(returns.Columns, Objectives + 1);
        inner.StepEpisodes(world, state, features, fresh, samples, returns, discount);
    }

    /// <inheritdoc/>
    public void CountRunning(IntTensor state, IntTensor running)
    {
        _ = Check(nameof(CountRunning), running.Agents).In(state).In(running).Equal(state.Columns, EnvironmentState.Columns);
        inner.CountRunning(state, running);
    }

    private static string Shape(Tensor tensor) =>
        $"[{tensor.Agents}][{tensor.Rows}][{tensor.Columns}] from {tensor.Offset} on, with strides of {tensor.AgentStride} and {tensor.RowStride}";

    private const int Objectives = EnvironmentState.Marks - EnvironmentState.FirstReached;

    /// <summary>Five classes of every place, so far apart that no two meet, and none beyond the logits.</summary>
    private static void Classes(OperationCheck check, Tensor logits, Tensor places, int classStride)
    {
        int width = Tensor.Pad(places.Columns);
        _ = check.In(logits).Multiple(classStride, Lane).AtLeast(classStride, width);
        if (places.Rows > 1) _ = check.AtLeast(logits.RowStride, 5L * classStride);
        long last = (places.Rows - 1L) * logits.RowStride + 4L * classStride + width;
        long room = (logits.Rows - 1L) * logits.RowStride + Tensor.Pad(logits.Columns);
        _ = check.That(last <= room, nameof(logits), $"has room for {room} numbers an agent", $"at least {last}");
    }

    private OperationCheck Environments(string operation, WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh) =>
        Check(operation, state.Agents).In(world.Agents).In(state).In(features).In(fresh)
            .Equal(world.Agents.Columns, Descriptor.Columns).Equal(world.Kinds.Columns, KindRule.Columns)
            .AtLeast(world.Rewards.Columns, Objectives).Equal(world.Rewards.Rows, 2L * world.Kinds.Rows)
            .Equal(state.Columns, EnvironmentState.Columns).Equal(features.Rows, state.Rows).AtLeast(features.Columns, 2)
            .Equal(fresh.Rows, 1).Equal(fresh.Columns, state.Rows);
}
