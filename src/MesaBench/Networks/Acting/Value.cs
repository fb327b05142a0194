using MesaBench.Engines;
using MesaBench.Engines.Operations;

namespace MesaBench.Networks;

/// <summary>Some steps of a rollout.</summary>
/// <param name="First">The first.</param>
/// <param name="Count">How many.</param>
internal readonly record struct Steps(int First, int Count);

/// <summary>How a value lies in memory.</summary>
internal enum Arrangement
{
    /// <summary>[agent][step x environment][feature].</summary>
    Rows,

    /// <summary>[agent][step x (cell x feature)][environment].</summary>
    Cells,

    /// <summary>[agent][feature][step x environment], as heads are.</summary>
    Planes,
}

/// <summary>A value that a network computes at every step: one of the nodes of its graph.</summary>
/// <param name="all">The memory of all steps.</param>
/// <param name="arrangement">How it lies there.</param>
/// <param name="size">Rows a step, or columns of planes; 0 for what is the same at every step.</param>
/// <param name="features">Numbers a sample, or a cell of a sample.</param>
internal sealed class Value(Tensor all, Arrangement arrangement, int size, int features)
{
    /// <summary>How it lies in memory.</summary>
    public Arrangement Arrangement => arrangement;

    /// <summary>Numbers a sample, or a cell of a sample.</summary>
    public int Features => features;

    /// <summary>Cells of a sample, where it has cells.</summary>
    public int? Cells => arrangement == Arrangement.Cells ? (size == 0 ? all.Rows : size) / features : null;

    /// <summary>The shape of a gradient of so many steps: rows and columns.</summary>
    public (int Rows, int Columns) Shape(int steps) => size == 0 ? (all.Rows, all.Columns)
        : arrangement == Arrangement.Planes ? (all.Rows, steps * size)
        : (steps * size, all.Columns);

    /// <summary>Its memory at some steps.</summary>
    public Tensor At(Steps steps) => Part(all, steps);

    /// <summary>A value that a later layer writes in the same memory, where nothing reads this one after it.</summary>
    public Value Overwritten => new(all, arrangement, size, features);

    /// <summary>The steps' part of a tensor that is arranged as the value is.</summary>
    public Tensor Part(Tensor of, Steps steps) => size == 0 ? of
        : arrangement == Arrangement.Planes ? of.ColumnRange(steps.First * size, steps.Count * size)
        : of.RowRange(steps.First * size, steps.Count * size);

    /// <summary>The factor that the gradient of its sum has over its own.</summary>
    public Activation Slope { get; init; } = Activation.Identity;

    /// <summary>Whether no gradient flows to it: it depends on no parameter.</summary>
    public bool IsConstant { get; init; }

    /// <summary>How many gradients flow to it in a pass backwards.</summary>
    public int Uses { get; private set; }

    /// <summary>Says that one more layer reads it.</summary>
    public Value Used()
    {
        Uses++;
        return this;
    }
}
