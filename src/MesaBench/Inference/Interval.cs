namespace MesaBench.Inference;

/// <summary>A two-sided 95% interval, or the range of possible values where there are no data.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>No interval: both ends NaN.</summary>
    public static Interval None => new(double.NaN, double.NaN);

    /// <summary>Whether a value lies in it, ends included.</summary>
    public bool Contains(double value) => Low <= value && value <= High;
}
