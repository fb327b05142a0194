using MesaBench.Inference;

namespace MesaBench.Detection;

/// <summary>
/// Reads something of a cell from the network's state there: linear functions of its leading components, as many for all networks, fitted by least squares.
/// </summary>
/// <param name="components">The components.</param>
/// <param name="function">The functions of them.</param>
internal sealed class CellReading(LeadingComponents components, LeastSquares function)
{
    /// <summary>Dimensions of which a state is read: no more for a wide network than for a narrow one.</summary>
    public const int Dimensions = 8;

    // Cells that the components are worked out from are spread over the levels.
    private const int Every = 4;

    /// <summary>The leading components of states.</summary>
    /// <param name="states">[cell][feature].</param>
    public static LeadingComponents ComponentsOf(double[][] states) =>
        new([.. states.Where((_, cell) => cell % Every == 0)], Dimensions, new StatisticsRandom(RandomKey.Of("detection/components"), 0));

    /// <summary>[class] what is read from a state.</summary>
    public double[] this[double[] state] => function[components[state]];
}
