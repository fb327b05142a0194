using MesaBench.Networks;

namespace MesaBench.Detection;

/// <summary>How a network's states hold what a plan says of cells: at each site and tick, directions, and where along them each class lies.</summary>
/// <param name="Sites">[site, which has its tick] the code there.</param>
internal sealed record StateCode(IReadOnlyDictionary<Site, SiteCode> Sites)
{
}

/// <summary>The code at a site and tick.</summary>
/// <param name="Mean">[feature] the mean over classes of their mean states.</param>
/// <param name="Directions">[direction][feature] orthonormal; what is 0 is no direction.</param>
/// <param name="Offsets">[class][direction] where a class's mean state lies along them, from the mean; null of a class too rare to be known.</param>
internal sealed record SiteCode(float[] Mean, float[][] Directions, float[]?[] Offsets)
{
    /// <summary>[direction] where the mean lies.</summary>
    public float[] Middle => [.. Directions.Select(direction => Dot(direction, Mean))];

    private static float Dot(float[] a, float[] b)
    {
        float sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
