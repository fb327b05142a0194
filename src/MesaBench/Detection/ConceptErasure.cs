using System.Numerics;

namespace MesaBench.Detection;

/// <summary>
/// The affine map of states after which labels cannot be read from them linearly any more, and that changes them least (LEACE; Belrose et al. 2023, theorem 4.2): in
/// components of unit variance, the projection on what does not vary with the labels.
/// </summary>
internal sealed class ConceptErasure
{
    // Of a direction's length: what is left beside earlier ones is rounding.
    private const double Rounding = 1e-5;

    private readonly float[][] reads, removes; // [direction][feature]
    private readonly float[] means;            // [direction] what is read of the mean state

    private ConceptErasure(float[][] reads, float[][] removes, float[] means) => (this.reads, this.removes, this.means) = (reads, removes, means);

    /// <summary>Directions that it takes away.</summary>
    public int Rank => reads.Length;

    /// <summary>Of labels with some covariances.</summary>
    /// <param name="states">All components of the states.</param>
    /// <param name="covariances">[label][feature] of labels and features.</param>
    public static ConceptErasure Of(Components states, IEnumerable<double[]> covariances)
    {
        List<double[]> basis = [];
        foreach (double[] own in covariances.Select(states.Whitened))
        {
            double before = Math.Sqrt(Components.Dot(own, own));
            foreach (double[] earlier in basis)
            {
                double along = Components.Dot(own, earlier);
                for (int k = 0; k < own.Length; k++) own[k] -= along * earlier[k];
            }
            double length = Math.Sqrt(Components.Dot(own, own));
            if (length > Rounding * before) basis.Add([.. own.Select(value => value / length)]);
        }
        double[][] reads = [.. basis.Select(q => Mixed(states, q, deviation => 1 / deviation))];
        return new ConceptErasure(
            [.. reads.Select(Floats)], [.. basis.Select(q => Floats(Mixed(states, q, deviation => deviation)))], [.. reads.Select(read => (float)Components.Dot(read, states.Mean))]);
    }

    /// <summary>Takes the concept out of the states of one agent.</summary>
    /// <param name="at">The states, changed on the host; the caller writes them.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="where">[cell][column] 1 where it is taken out, and 0 where it is not; as many columns as the states have.</param>
    public void TakeOut(TickMoment at, int agent, float[][] where)
    {
        int features = at.Site.Width, stride = at.Index(agent, 0, 0, 1) - at.Index(agent, 0, 0, 0);
        Span<Vector<float>> found = stackalloc Vector<float>[Rank];
        for (int cell = 0; cell < where.Length; cell++)
        {
            Span<float> states = at.Values.AsSpan(at.Index(agent, 0, cell, 0), features * stride);
            for (int column = 0; column < stride; column += Vector<float>.Count)
            {
                Vector<float> here = new(where[cell].AsSpan(column));
                for (int d = 0; d < found.Length; d++)
                {
                    Vector<float> sum = new(-means[d]);
                    for (int f = 0; f < features; f++) sum += new Vector<float>(states[(f * stride + column)..]) * reads[d][f];
                    found[d] = sum * here;
                }
                for (int f = 0; f < features; f++)
                {
                    Span<float> own = states[(f * stride + column)..];
                    Vector<float> state = new(own);
                    for (int d = 0; d < found.Length; d++) state -= found[d] * removes[d][f];
                    state.CopyTo(own);
                }
            }
        }
    }

    /// <summary>[feature] the sum of the axes, each times its part and something of its deviation.</summary>
    private static double[] Mixed(Components states, double[] parts, Func<double, double> times) =>
        [.. Enumerable.Range(0, states.Mean.Length).Select(f => Enumerable.Range(0, states.Count).Sum(k => states.Axes[k][f] * parts[k] * times(states.Deviations[k])))];

    private static float[] Floats(double[] values) => [.. values.Select(value => (float)value)];
}
