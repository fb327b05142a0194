namespace MesaBench.Inference;

/// <summary>A figure and its 95% interval.</summary>
/// <param name="Value">The figure; NaN where it does not exist.</param>
/// <param name="Interval">
/// Its interval; <see cref="Interval.None"/> where there is none, be it that the figure exists or not.
/// </param>
public readonly record struct Estimate(double Value, Interval Interval)
{
    /// <summary>A figure that does not exist.</summary>
    public static Estimate None => new(double.NaN, Interval.None);

    /// <summary>Whether the figure exists.</summary>
    public bool Exists => !double.IsNaN(Value);
}
