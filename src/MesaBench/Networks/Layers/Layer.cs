namespace MesaBench.Networks;

/// <summary>
/// One operation of a network's step, forward and backward side by side. It reads values that earlier layers wrote and writes one of its
/// own; the same object serves every step.
/// </summary>
/// <param name="output">What it writes.</param>
internal abstract class Layer(Value output)
{
    /// <summary>What it writes.</summary>
    public Value Output => output;

    /// <summary>Whether its parameters are the head's.</summary>
    public virtual bool IsHead => false;

    /// <summary>Where its output is announced; null for nowhere.</summary>
    public Site? Site { get; set; }

    /// <summary>Computes the output at some steps.</summary>
    public abstract void Forward(Steps at);

    /// <summary>Lays out what a pass backwards needs besides the gradients of values.</summary>
    public virtual void Open(Learner learner)
    {
    }

    /// <summary>Adds the parameters' gradients at some steps, and gives the inputs theirs.</summary>
    /// <param name="learner">The pass.</param>
    /// <param name="gradient">Gradient of the sum before the output's activation.</param>
    /// <param name="at">The steps.</param>
    public abstract void Backward(Learner learner, Engines.Tensor gradient, Steps at);

    /// <summary>Called when what is read beforehand, such as a state carried over, is to start at nothing.</summary>
    public virtual void Forget()
    {
    }

    /// <summary>Called to make the state after a step the one before the first.</summary>
    public virtual void CarryOver(int from)
    {
    }

    /// <summary>Called before each step of a pass backwards.</summary>
    /// <param name="learner">The pass.</param>
    /// <param name="at">The step.</param>
    /// <param name="isLastStep">Whether it is the last of its part, with which the pass begins: no gradient comes from the step after.</param>
    public virtual void Begin(Learner learner, Steps at, bool isLastStep)
    {
    }
}
