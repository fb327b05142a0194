namespace MesaBench.Behaviour;

/// <summary>A cohort's training, as its behaviour told it.</summary>
/// <param name="Weights">[agent] the parameter vectors at the end.</param>
/// <param name="Checkpoints">[agent][checkpoint].</param>
/// <param name="TrainingTime">Time spent on training.</param>
/// <param name="BehaviourTime">Time spent on evaluation.</param>
public sealed record TrainingCourse(
    IReadOnlyList<float[]> Weights, IReadOnlyList<IReadOnlyList<Checkpoint>> Checkpoints, TimeSpan TrainingTime, TimeSpan BehaviourTime)
{
    /// <summary>The agents as they are at the end.</summary>
    public IReadOnlyList<MeasuredAgent> Agents =>
        [.. Weights.Zip(Checkpoints, (weights, course) => new MeasuredAgent(weights, course[^1].Behaviour, course))];
}

/// <summary>An agent whose behaviour is known, wherever it comes from.</summary>
/// <param name="Weights">Its parameter vector.</param>
/// <param name="Behaviour">What was measured.</param>
/// <param name="Course">Its checkpoints, the last of which is that of <paramref name="Behaviour"/>; empty when nobody saw it trained.</param>
public sealed record MeasuredAgent(float[] Weights, Behavioural Behaviour, IReadOnlyList<Checkpoint> Course);
