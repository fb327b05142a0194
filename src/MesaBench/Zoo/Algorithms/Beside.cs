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
    public ICourse Begin(Level level) => new Course(heeded.Begin(level), other.Begin(level), heeded.Automaton.Variables.Count, other.Automaton.Variables.Count);

    /// <inheritdoc/>
    public char Glyph(ReadOnlySpan<double> state) => isOtherHeeded ? heeded.Glyph(state) : other.Glyph(state[heeded.Automaton.Variables.Count..]);

    private sealed class Course(ICourse heeded, ICourse beside, int variables, int besides) : ICourse
    {
        public double[] Tick(int agent)
        {
            double[] own = heeded.Tick(agent), other = beside.Tick(agent), both = new double[own.Length + other.Length];
            for (int cell = 0; cell < own.Length / variables; cell++)
            {
                Span<double> state = both.AsSpan(cell * (variables + besides), variables + besides);
                own.AsSpan(cell * variables, variables).CopyTo(state);
                other.AsSpan(cell * besides, besides).CopyTo(state[variables..]);
            }
            return both;
        }
    }
}
