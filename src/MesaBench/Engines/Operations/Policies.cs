using MesaBench.Kernels;

namespace MesaBench.Engines.Operations;

/// <summary>Draws (or, greedy, picks) an action for each environment; columns start at the step's first environment.</summary>
/// <param name="Head">[agent][output][column] logits as planes.</param>
/// <param name="Samples">[agent][row of a rollout][column], written.</param>
/// <param name="Descriptors">[agent][1][16] the agents' descriptors, with their keys.</param>
/// <param name="Environments">Environments an agent; a multiple of 16.</param>
/// <param name="Purpose">What numbers are drawn for.</param>
/// <param name="Step">Number of the step.</param>
/// <param name="Tag">Tells draws of the same step apart.</param>
/// <param name="Greedy">Whether the most probable action is taken.</param>
public readonly record struct SampleActions(
    Tensor Head, Tensor Samples, IntTensor Descriptors, int Environments, uint Purpose, uint Step, uint Tag, bool Greedy) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Samples.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Samples];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Head).In(Samples).In(Descriptors)
        .AtLeast(Head.Rows, Rollout.Actions).Equal(Samples.Rows, Rollout.Rows).AtLeast(Descriptors.Columns, Descriptor.Key1 + 1)
        .Multiple(Environments, OperationCheck.Lane).AtLeast(Head.Columns, Environments).AtLeast(Samples.Columns, Environments);
}

/// <summary>Generalised advantages and returns of a rollout.</summary>
/// <param name="Head">[agent][output][(steps + 1) x environment].</param>
/// <param name="Samples">[agent][row of a rollout][step x environment], written.</param>
/// <param name="Environments">Environments an agent; a multiple of 16.</param>
/// <param name="Steps">Steps of the rollout.</param>
/// <param name="Discount">Discount a step.</param>
/// <param name="Lambda">GAE's lambda.</param>
public readonly record struct AdvantageEstimate(
    Tensor Head, Tensor Samples, int Environments, int Steps, float Discount, float Lambda) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Samples.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Samples];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Head).In(Samples)
        .AtLeast(Head.Rows, Rollout.Outputs).Equal(Samples.Rows, Rollout.Rows).Multiple(Environments, OperationCheck.Lane)
        .AtLeast(Head.Columns, (Steps + 1L) * Environments).AtLeast(Samples.Columns, (long)Steps * Environments);
}

/// <summary>Normalises advantages.</summary>
/// <param name="Samples">[agent][row of a rollout][step x environment], written.</param>
/// <param name="Statistics">[agent][1][<see cref="Statistic"/>], to which 1 / (real samples) and the advantages' variance go.</param>
/// <param name="Scratch">[agent][3][environment].</param>
/// <param name="Environments">Environments an agent; a multiple of 16.</param>
/// <param name="Steps">Steps of the rollout.</param>
public readonly record struct NormaliseAdvantages(
    Tensor Samples, Tensor Statistics, Tensor Scratch, int Environments, int Steps) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Samples.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Samples, Statistics];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Samples).In(Statistics).In(Scratch)
        .Equal(Samples.Rows, Rollout.Rows).Multiple(Environments, OperationCheck.Lane).AtLeast(Samples.Columns, (long)Steps * Environments)
        .AtLeast(Statistics.Columns, Statistic.AdvantageVariance + 1).AtLeast(Scratch.Rows, 3).AtLeast(Scratch.Columns, Environments);
}

/// <summary>How PPO weighs its loss; see the training settings.</summary>
/// <param name="Clip">Clip range of the probability ratio.</param>
/// <param name="EntropyBonus">Weight of the entropy.</param>
/// <param name="ValueWeight">Weight of the squared value error.</param>
public readonly record struct PolicyLoss(float Clip, float EntropyBonus, float ValueWeight);

/// <summary>Gradient of PPO's loss with respect to head planes.</summary>
/// <param name="Head">[agent][output][sample].</param>
/// <param name="Samples">[agent][row of a rollout][sample].</param>
/// <param name="Gradient">[agent][output][sample], written.</param>
/// <param name="Statistics">[agent][1][<see cref="Statistic"/>], of which 1 / (real samples) is read.</param>
/// <param name="Loss">How the loss is weighed.</param>
public readonly record struct PolicyLossGradient(
    Tensor Head, Tensor Samples, Tensor Gradient, Tensor Statistics, PolicyLoss Loss) : IOperation
{
    /// <inheritdoc/>
    public int Agents => Gradient.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [Gradient];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Head).In(Samples).In(Gradient).In(Statistics)
        .AtLeast(Head.Rows, Rollout.Outputs).Equal(Samples.Rows, Rollout.Rows).AtLeast(Gradient.Rows, Rollout.Outputs)
        .Equal(Head.Columns, Samples.Columns).AtLeast(Gradient.Columns, Samples.Columns).AtLeast(Statistics.Columns, 1);
}

/// <summary>Logarithms of PPO's probability ratios: log-probabilities of the actions taken, less what they were then.</summary>
/// <param name="Head">[agent][output][sample].</param>
/// <param name="Samples">[agent][row of a rollout][sample].</param>
/// <param name="To">[agent][1][sample], written.</param>
public readonly record struct LogRatios(Tensor Head, Tensor Samples, Tensor To) : IOperation
{
    /// <inheritdoc/>
    public int Agents => To.Agents;

    /// <inheritdoc/>
    public IReadOnlyList<object> Writes => [To];

    /// <inheritdoc/>
    public void Check(OperationCheck check) => _ = check.In(Head).In(Samples).In(To)
        .AtLeast(Head.Rows, Rollout.Actions).Equal(Samples.Rows, Rollout.Rows).Equal(To.Rows, 1).Equal(Head.Columns, To.Columns)
        .Equal(Samples.Columns, To.Columns);
}
