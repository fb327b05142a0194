using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// Two algorithms that work beside one another in one automaton: both answer, and their logits add, or one alone does, and what the other finds is there, and unused.
/// </summary>
/// <param name="heeded">One that answers.</param>
/// <param name="other">The other.</param>
/// <param name="isOtherHeeded">Whether it answers too.</param>
public sealed class Beside(IAlgorithm heeded, IAlgorithm other, bool isOtherHeeded = false) : IAlgorithm
{
    /// <inheritdoc/>
    public Automaton Automaton { get; } = Automaton.Beside(heeded.Automaton, other.Automaton, isOtherHeeded);

    /// <inheritdoc/>
    public Picture Picture { get; } = isOtherHeeded ? new($"{heeded.Picture.Shown} (heeded too, and not drawn: {other.Picture.Shown})", heeded.Picture.Legend)
        : new($"{other.Picture.Shown}, which nobody heeds (heeded, and not drawn: {heeded.Picture.Shown})", other.Picture.Legend);

    /// <inheritdoc/>
    public ICourse Begin(Level level) =>
        new Course(heeded.Begin(level), heeded.Automaton.Variables.Count, other.Begin(level), other.Automaton.Variables.Count);

    /// <inheritdoc/>
    public char Glyph(ReadOnlySpan<double> state) => isOtherHeeded ? heeded.Glyph(state) : other.Glyph(state[heeded.Automaton.Variables.Count..]);

    private sealed class Course(ICourse heeded, int heededVariables, ICourse other, int otherVariables) : ICourse
    {
        public double[] Tick(int agent)
        {
            double[] first = heeded.Tick(agent), second = other.Tick(agent), both = new double[first.Length + second.Length];
            for (int cell = 0, to = 0; to < both.Length; cell++, to += heededVariables + otherVariables)
            {
                first.AsSpan(cell * heededVariables, heededVariables).CopyTo(both.AsSpan(to));
                second.AsSpan(cell * otherVariables, otherVariables).CopyTo(both.AsSpan(to + heededVariables));
            }
            return both;
        }
    }
}
