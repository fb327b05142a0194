using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>What numbers a variable of an automaton takes.</summary>
public enum VariableKind
{
    /// <summary>0 or 1: whether its sum, a whole number, is above 0.</summary>
    Binary,

    /// <summary>The same, where the sum is never above 1.</summary>
    Indicator,

    /// <summary>Whole numbers: its sum, which counts itself, and is never below 0.</summary>
    Counter,

    /// <summary>Its sum, no less than 0 and no more than 1.</summary>
    Real,
}

/// <summary>One term of a variable's sum.</summary>
/// <param name="From">The variable that it reads; null for what is seen.</param>
/// <param name="Plane">The plane that it sees; null for a variable, and for whether there is a cell at all.</param>
/// <param name="Tap">Which cell is read, of the 3x3 around: see <see cref="Automaton.Here"/>.</param>
/// <param name="Weight">The factor.</param>
public readonly record struct Term(Variable? From, int? Plane, int Tap, double Weight);

/// <summary>A number in every cell, which becomes what its sum over the cells around says, all cells and variables at once.</summary>
/// <param name="name">Its name.</param>
/// <param name="kind">What numbers it takes.</param>
public sealed class Variable(string name, VariableKind kind)
{
    private readonly List<Term> terms = [];

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What numbers it takes.</summary>
    public VariableKind Kind => kind;

    /// <summary>The terms of its sum.</summary>
    public IReadOnlyList<Term> Terms => terms;

    /// <summary>What is added to the sum.</summary>
    public double Bias { get; set; }

    /// <summary>Adds a variable, as it was at the tick before.</summary>
    public Variable Reads(Variable from, double weight, int tap = Automaton.Here) => With(new Term(from, null, tap, weight));

    /// <summary>Adds what a plane of the observation shows.</summary>
    public Variable Sees(int plane, double weight, int tap = Automaton.Here) => With(new Term(null, plane, tap, weight));

    /// <summary>Adds whether there is a cell, and not the border.</summary>
    public Variable Inside(double weight, int tap) => With(new Term(null, null, tap, weight));

    private Variable With(Term term)
    {
        if (term.Weight != 0) terms.Add(term);
        return this;
    }
}

/// <summary>
/// A cellular automaton that acts: variables in every cell, 0 at first and beyond the border, change at every tick by sums over the 3x3
/// cells around, and a linear head reads them where the agent is. What a recurrent convolution can compute by known steps.
/// </summary>
public sealed class Automaton
{
    /// <summary>The tap of the cell itself; those of its neighbours are <see cref="Towards"/>.</summary>
    public const int Here = 4;

    /// <summary>Taps of the 3x3 cells.</summary>
    public const int Taps = 9;

    // By action: up, left, down, right.
    private static readonly int[] Neighbours = [1, 3, 7, 5];

    private readonly List<Variable> variables = [];
    private readonly List<(Variable Variable, int Action, double Weight)> head = [];

    /// <summary>The variables, in the order in which states hold them.</summary>
    public IReadOnlyList<Variable> Variables => variables;

    /// <summary>What the head reads: a variable, the action whose logit it adds to, and the factor.</summary>
    public IReadOnlyList<(Variable Variable, int Action, double Weight)> Head => head;

    /// <summary>[action] what is added to the logits.</summary>
    public double[] Logits { get; } = new double[Paths.Actions];

    /// <summary>The tap of the neighbour to which an action leads.</summary>
    public static int Towards(int action) => Neighbours[action];

    /// <summary>The tap of the neighbour from which an action leads here.</summary>
    public static int From(int action) => Neighbours[(action + 2) % Paths.Actions];

    /// <summary>Two automata in one, of which the head reads the first alone or both.</summary>
    internal static Automaton Beside(Automaton read, Automaton other, bool isOtherRead)
    {
        Automaton both = new();
        both.variables.AddRange([.. read.variables, .. other.variables]);
        both.head.AddRange(isOtherRead ? [.. read.head, .. other.head] : read.head);
        read.Logits.CopyTo(both.Logits, 0);
        return both;
    }

    /// <summary>A new variable.</summary>
    public Variable New(string name, VariableKind kind)
    {
        Variable variable = new(name, kind);
        variables.Add(variable);
        return variable;
    }

    /// <summary>Lets the head read a variable.</summary>
    public void Shows(Variable variable, int action, double weight) => head.Add((variable, action, weight));

    /// <summary>Number of a variable.</summary>
    public int Place(Variable variable) => variables.IndexOf(variable);
}

/// <summary>An algorithm of which both are known: the automaton that computes it, and, by other means, what its states must be.</summary>
public interface IAlgorithm
{
    /// <summary>The automaton.</summary>
    Automaton Automaton { get; }

    /// <summary>What its states must be on a level, from the beginning of an episode.</summary>
    ICourse Begin(Level level);

    /// <summary>What its pictures show.</summary>
    Picture Picture { get; }

    /// <summary>What a cell's state is drawn as; a blank where there is nothing to be told yet.</summary>
    /// <param name="state">[variable] its state.</param>
    char Glyph(ReadOnlySpan<double> state);
}

/// <summary>What pictures of an algorithm's states show.</summary>
/// <param name="Shown">What is drawn, in a few words.</param>
/// <param name="Legend">Each character, or several with blanks between, and what it says of a cell.</param>
public sealed record Picture(string Shown, IReadOnlyList<(string Glyphs, string Meaning)> Legend);

/// <summary>An algorithm at work on a level.</summary>
public interface ICourse
{
    /// <summary>[cell x variable] its state after one more tick, with the agent at a cell.</summary>
    double[] Tick(int agent);
}
