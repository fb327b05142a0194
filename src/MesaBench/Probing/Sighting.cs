namespace MesaBench.Probing;

/// <summary>
/// Where an objective's objects lie from where the agent stands: above it, in its row or below; left, in its column or right.
/// </summary>
internal sealed class Sighting
{
    /// <summary>Three directions up and down, and three to the sides.</summary>
    public const int Directions = 6;

    private readonly int agent, size;
    private readonly int[] objects; // cells
    private readonly int[][] elsewhere; // [object] the free cells without an object that lie in another direction than it

    /// <summary>What a level's labels say of an objective's objects.</summary>
    /// <param name="labels">[cell] see <see cref="ObjectLabels"/>.</param>
    /// <param name="role">The bit of the objective's objects.</param>
    public Sighting(int[] labels, int role)
    {
        size = (int)Math.Sqrt(labels.Length);
        agent = Array.FindIndex(labels, label => label >= 0 && (label & ObjectLabels.Agent) != 0);
        objects = [.. Enumerable.Range(0, labels.Length).Where(cell => labels[cell] >= 0 && (labels[cell] & role) != 0)];
        int[] others = [.. Enumerable.Range(0, labels.Length).Where(cell => labels[cell] >= 0 && (labels[cell] & role) == 0)];
        elsewhere = [.. objects.Select(own => others.Where(cell => (Vertical(cell), Sideways(cell)) != (Vertical(own), Sideways(own))).ToArray())];
    }

    /// <summary>Whether there is an object, and another direction in which it might have been.</summary>
    public bool Exists => elsewhere.Any(cells => cells.Length > 0);

    /// <summary>[direction] the share of the objects that lie there.</summary>
    public double[] Shares
    {
        get
        {
            double[] shares = new double[Directions];
            foreach (int cell in objects)
            {
                shares[Vertical(cell)] += 1.0 / objects.Length;
                shares[Sideways(cell)] += 1.0 / objects.Length;
            }
            return shares;
        }
    }

    /// <summary>
    /// Of the pairs of an object's cell and a free one in another direction, the share in which the former lies more where objects were read
    /// to be; equal ones count half. 1 where the direction is always right, 1/2 by chance.
    /// </summary>
    /// <param name="read">[direction] what was read.</param>
    public double Rank(double[] read)
    {
        double ahead = 0;
        for (int i = 0; i < objects.Length; i++)
        {
            double own = read[Vertical(objects[i])] + read[Sideways(objects[i])];
            foreach (int cell in elsewhere[i])
            {
                double its = read[Vertical(cell)] + read[Sideways(cell)];
                ahead += own > its ? 1 : own == its ? 0.5 : 0;
            }
        }
        return ahead / elsewhere.Sum(cells => (double)cells.Length);
    }

    private int Vertical(int cell) => 1 + Math.Sign(cell / size - agent / size);

    private int Sideways(int cell) => 4 + Math.Sign(cell % size - agent % size);
}
