using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>Two algorithms that work beside one another in one automaton, of which one alone answers: what the other finds is there, and unused.</summary>
/// <param name="heeded">The one that answers.</param>
/// <param name="unheeded">The other.</param>
public sealed class Beside(IAlgorithm heeded, IAlgorithm unheeded) : IAlgorithm
{
    /// <inheritdoc/>
    public Automaton Automaton { get; } = Automaton.Beside(heeded.Automaton, unheeded.Automaton);

    /// <inheritdoc/>
    public Picture Picture { get; } = new(
        $"{unheeded.Picture.Shown}, which nobody heeds (heeded, and not drawn: {heeded.Picture.Shown})", unheeded.Picture.Legend);

    /// <inheritdoc/>
    public ICourse Begin(Level level) => new Course(heeded.Begin(level), unheeded.Begin(level), level.Walls.Length);

    /// <inheritdoc/>
    public char Glyph(ReadOnlySpan<double> state) => unheeded.Glyph(state[heeded.Automaton.Variables.Count..]);

    private sealed class Course(ICourse heeded, ICourse unheeded, int cells) : ICourse
    {
        public double[] Tick(int agent)
        {
            double[] own = heeded.Tick(agent), other = unheeded.Tick(agent);
            return [.. Enumerable.Range(0, cells).SelectMany(cell => Of(own, cell).Concat(Of(other, cell)))];
        }

        private IEnumerable<double> Of(double[] state, int cell) => state.Skip(cell * (state.Length / cells)).Take(state.Length / cells);
    }
}
