namespace MesaBench.Engines;

/// <summary>What follows a sum before it is stored.</summary>
public enum Activation
{
    /// <summary>The sum as it is.</summary>
    Identity,

    /// <summary>max(0, sum).</summary>
    Relu,

    /// <summary>tanh(sum).</summary>
    Tanh,

    /// <summary>The sum where the forward pass's output was positive, else 0.</summary>
    ReluGradient,

    /// <summary>The sum times 1 - output^2.</summary>
    TanhGradient,
}

/// <summary>The worlds' data on an engine (see the level table and rule table), shared by an engine's agents.</summary>
/// <param name="Agents">[agent][1][16] descriptors: random key, levels, layout of the tables.</param>
/// <param name="Levels">[1][1][...] encoded levels.</param>
/// <param name="Kinds">[1][kind][4] what entering an object of a kind does.</param>
/// <param name="Rewards">[1][kind][4] its reward under each objective.</param>
/// <param name="Optimal">[1][1][level] optimal return of each level under the objective that training pays, world by world.</param>
public sealed record WorldTensors(IntTensor Agents, IntTensor Levels, IntTensor Kinds, Tensor Rewards, Tensor Optimal);

/// <summary>How PPO weighs its loss; see the training settings.</summary>
/// <param name="Clip">Clip range of the probability ratio.</param>
/// <param name="EntropyBonus">Weight of the entropy.</param>
/// <param name="ValueWeight">Weight of the squared value error.</param>
public readonly record struct PolicyLoss(float Clip, float EntropyBonus, float ValueWeight);

/// <summary>One Adam step's constants.</summary>
/// <param name="Step">Number of the step, from 1.</param>
/// <param name="MaxNorm">The gradient is scaled down to this Euclidean norm.</param>
/// <param name="Epsilon">Adam's epsilon.</param>
/// <param name="RateFactor">Multiplies every agent's learning rate.</param>
public readonly record struct AdamStep(long Step, float MaxNorm, float Epsilon, float RateFactor);

/// <summary>An Adam optimiser's memory for one parameter tensor [agent][row][64].</summary>
/// <param name="Mean">First moments.</param>
/// <param name="Square">Second moments.</param>
/// <param name="Rates">[agent][1][1] learning rates.</param>
/// <param name="Sums">[agent][1][16] scratch of the gradient norm.</param>
/// <param name="Statistics">[agent][1][16] column 0: 1 / real samples; column 1: the clip factor.</param>
public sealed record AdamMemory(Tensor Mean, Tensor Square, Tensor Rates, Tensor Sums, Tensor Statistics);

/// <summary>
/// A device that holds tensors and runs the kernels on them, for a cohort of agents at once. Operations run in the order of the calls;
/// their results depend on neither the device nor the cohort. Row counts of products are multiples of 16.
/// An engine is used by one thread at a time.
/// </summary>
public interface IEngine : IDisposable
{
    /// <summary>Bytes of tensor memory in use.</summary>
    long AllocatedBytes { get; }

    /// <summary>Rows of activations that the engine likes to see at once, e.g. what its cache holds. It changes no result.</summary>
    int PreferredRows { get; }

    /// <summary>Returns when all operations called so far are done.</summary>
    void Wait();

    /// <summary>
    /// Calls operations, waits for them and gives the time they took on the device, by its own clock where it has one. Operations called
    /// before are waited for first.
    /// </summary>
    TimeSpan Time(Action operations);

    /// <summary>New floats, all zero.</summary>
    Tensor Floats(int agents, int rows, int columns);

    /// <summary>New ints, all zero.</summary>
    IntTensor Ints(int agents, int rows, int columns);

    /// <summary>Frees every tensor.</summary>
    void Clear();

    /// <summary>Copies from the host: [agent][row][column] with the tensor's padded row stride.</summary>
    void Upload(ReadOnlySpan<float> from, Tensor to);

    /// <summary>Copies from the host: [agent][row][column].</summary>
    void Upload(ReadOnlySpan<int> from, IntTensor to);

    /// <summary>Copies a whole tensor to the host, with padding: [agent][row][column].</summary>
    float[] Download(Tensor from);

    /// <summary>Copies a whole tensor to the host: [agent][row][column].</summary>
    int[] Download(IntTensor from);

    /// <summary>Sets a whole tensor, its padding included, to zero.</summary>
    void Zero(Tensor tensor);

    /// <summary>y = activation(x w + addend).</summary>
    void Product(Tensor x, Tensor w, Tensor y, Tensor? addend, Activation activation, Tensor? output = null);

    /// <summary>dw += x' dy.</summary>
    void WeightGradient(Tensor x, Tensor dy, Tensor dw);

    /// <summary>db += the rows of dy.</summary>
    void BiasGradient(Tensor dy, Tensor db);

    /// <summary>
    /// y = activation(bias + rows of w of the active features), activation the identity or ReLU. Rows are [step x environment] where
    /// changed [step][environment] says whether features other than the agent's own differ from the step before; null: samples of their own.
    /// </summary>
    void SparseInput(IntTensor features, IntTensor? changed, Tensor w, Tensor bias, Tensor y, Activation activation);

    /// <summary>dw[feature] += dy over the active features; changed as in the forward pass, its rows whole blocks of 8 steps but for the last.</summary>
    void SparseInputGradient(IntTensor features, IntTensor? changed, Tensor dy, Tensor dw);

    /// <summary>y = activation(3x3 convolution of x + addend); sources [9][row] is shared by agents.</summary>
    void Convolution(Tensor x, IntTensor sources, Tensor w, Tensor y, Tensor? addend, Activation activation, Tensor? output = null);

    /// <summary>dw += the convolution's weight gradient.</summary>
    void ConvolutionWeightGradient(Tensor x, IntTensor sources, Tensor dy, Tensor dw);

    /// <summary>y[sample, cell] = border[cell] + the convolution of the active features; w [9 x planes][out].</summary>
    void SparseConvolution(IntTensor features, IntTensor neighbours, Tensor w, Tensor border, Tensor y);

    /// <summary>dw += the sparse convolution's weight gradient.</summary>
    void SparseConvolutionGradient(IntTensor features, IntTensor neighbours, Tensor dy, Tensor dw);

    /// <summary>border[cell] = bias + ones under the taps inside the grid.</summary>
    void BorderMap(IntTensor neighbours, Tensor bias, Tensor ones, Tensor border);

    /// <summary>Adds the gradients of the bias and of the ones from the border's.</summary>
    void BorderMapGradient(IntTensor neighbours, Tensor border, Tensor bias, Tensor ones);

    /// <summary>total[cell] += dy[sample, cell] over samples.</summary>
    void SumOverSamples(Tensor dy, Tensor total);

    /// <summary>to = from.</summary>
    void Copy(Tensor from, Tensor to);

    /// <summary>to = from.</summary>
    void Copy(IntTensor from, IntTensor to);

    /// <summary>to += from.</summary>
    void Add(Tensor from, Tensor to);

    /// <summary>to = from, with zeros for samples that are fresh [sample].</summary>
    void CarryState(Tensor from, IntTensor fresh, Tensor to);

    /// <summary>Transposes each of a number of equal blocks of rows, the blocks in reverse order if asked.</summary>
    void Transpose(Tensor from, Tensor to, int blocks = 1, bool reverse = false);

    /// <summary>to[column][row] = from[row][column].</summary>
    void RowsToPlanes(Tensor from, Tensor to, int columns);

    /// <summary>to[row][column] = from[column][row].</summary>
    void PlanesToRows(Tensor from, Tensor to, int columns);

    /// <summary>Draws (or, greedy, picks) an action for each environment; columns start at the step's first environment.</summary>
    void SampleActions(Tensor head, Tensor samples, IntTensor agents, int environments, uint purpose, uint step, uint tag, bool greedy);

    /// <summary>Generalised advantages and returns of a rollout.</summary>
    void AdvantageEstimate(Tensor head, Tensor samples, int environments, int steps, float discount, float lambda);

    /// <summary>Normalises advantages; 1 / (real samples) goes to statistics[0].</summary>
    void NormaliseAdvantages(Tensor samples, Tensor statistics, Tensor scratch, int environments, int steps);

    /// <summary>Gradient of PPO's loss with respect to head planes.</summary>
    void PolicyLossGradient(Tensor head, Tensor samples, Tensor gradient, Tensor statistics, PolicyLoss loss);

    /// <summary>
    /// Gradient of the mean cross-entropy of a five-class softmax, in place: class c of (row, column) stands at column + c classStride.
    /// </summary>
    void ClassLossGradient(Tensor logits, Tensor labels, Tensor weights, int classStride);

    /// <summary>best(row, column) = the most probable of five classes, the first on a tie; classes stand as for the gradient.</summary>
    void BestClasses(Tensor logits, Tensor best, int classStride);

    /// <summary>to = from for the samples whose chosen [sample] step is this one.</summary>
    void Capture(Tensor from, IntTensor chosen, Tensor to, int step);

    /// <summary>to = from for the samples whose chosen [sample] step is this one.</summary>
    void Capture(IntTensor from, IntTensor chosen, IntTensor to, int step);

    /// <summary>to[sample x cell][plane] = 1 for every active feature, else 0.</summary>
    void SpreadFeatures(IntTensor features, Tensor to);

    /// <summary>Clips the gradient, takes one Adam step and leaves the gradient at zero.</summary>
    void Adam(Tensor weights, Tensor gradient, AdamMemory memory, AdamStep step);

    /// <summary>Starts an episode in every environment: drawn levels in training, level i mod count for environment i in evaluation.</summary>
    void ResetEnvironments(WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh, bool evaluation);

    /// <summary>
    /// One training step of every environment; tallies [agent][row][environment] sum up what episodes have earned, discounted a step, and
    /// what was optimal.
    /// </summary>
    void StepEnvironments(
        WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh, Tensor samples, Tensor tallies, float discount);

    /// <summary>running[agent] = how many of its environments' evaluation episodes are not over.</summary>
    void CountRunning(IntTensor state, IntTensor running);

    /// <summary>One evaluation step of every environment; ended episodes stay.</summary>
    void StepEpisodes(WorldTensors world, IntTensor state, IntTensor features, IntTensor fresh, Tensor samples, Tensor returns, float discount);
}
