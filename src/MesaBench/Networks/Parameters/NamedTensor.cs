namespace MesaBench.Networks;

/// <summary>A named tensor of 32-bit floats, row-major.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its axes, outermost first.</param>
/// <param name="Values">As many values as the product of the axes.</param>
public sealed record NamedTensor(string Name, int[] Shape, float[] Values)
{
    /// <summary>Its shape in words, e.g. <c>[147, 16]</c>.</summary>
    public string ShapeText => Words(Shape);

    /// <summary>A shape in words.</summary>
    internal static string Words(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";
}
