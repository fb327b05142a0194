using MesaBench.Inference;
using MesaBench.Networks;

namespace MesaBench.Detection;

/// <summary>What a code would be by chance.</summary>
internal static class RandomDirections
{
    /// <summary>
    /// A code of as many directions, drawn within the leading components of the states and the same at all ticks, in which every class lies anywhere: as far from the mean as classes
    /// of the true code are, in the root mean square at that tick, and all alike, since how far each is would tell of the plan.
    /// </summary>
    /// <param name="code">The true code.</param>
    /// <param name="leading">[site without its tick][component][feature] the components.</param>
    /// <param name="number">Number of the draw.</param>
    public static StateCode Of(StateCode code, IReadOnlyDictionary<(int Layer, string Tensor), double[][]> leading, uint number)
    {
        StatisticsRandom random = new(RandomKey.Of("detection/random-directions"), number);
        Dictionary<(int, string), (float[][] Directions, double[][] Places)> drawn = [];
        Dictionary<Site, SiteCode> sites = [];
        foreach ((Site site, SiteCode own) in code.Sites.OrderBy(entry => entry.Key.Tick).ThenBy(entry => entry.Key.Layer).ThenBy(entry => entry.Key.Tensor, StringComparer.Ordinal))
        {
            if (!drawn.TryGetValue((site.Layer, site.Tensor), out (float[][] Directions, double[][] Places) places))
                drawn[(site.Layer, site.Tensor)] = places = Draw(leading[(site.Layer, site.Tensor)], own.Directions.Length, own.Offsets.Length, random);
            double[] squares = [.. own.Offsets.OfType<float[]>().Select(offset => offset.Sum(o => (double)o * o))];
            double length = squares.Length == 0 ? 0 : Math.Sqrt(squares.Average());
            sites[site] = own with
            {
                Directions = places.Directions,
                Offsets = [.. own.Offsets.Select((offset, c) => offset is null ? null : places.Places[c].Select(o => (float)(length * o)).ToArray())],
            };
        }
        return new StateCode(sites);
    }

    /// <summary>Orthonormal directions, and [class][direction] places at a distance of 1.</summary>
    private static (float[][], double[][]) Draw(double[][] leading, int directions, int classes, StatisticsRandom random)
    {
        double[] Vector(int length) => [.. Enumerable.Range(0, length).Select(_ => random.Below(1 << 16) - 32767.5)];
        double[][] vectors = [.. Enumerable.Range(0, directions).Select(_ => leading.Zip(Vector(leading.Length)).Aggregate(
            new double[leading[0].Length], (sum, component) => [.. sum.Zip(component.First, (a, b) => a + component.Second * b)]))];
        LeadingComponents.MakeOrthonormal(vectors);
        double[][] places = [.. Enumerable.Range(0, classes).Select(_ => Vector(directions))];
        return ([.. vectors.Select(vector => vector.Select(feature => (float)feature).ToArray())], [.. places.Select(place => place.Select(o => o / Math.Sqrt(place.Sum(x => x * x))).ToArray())]);
    }
}
