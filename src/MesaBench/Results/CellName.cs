namespace MesaBench.Results;

/// <summary>The parts of a cell's name, <c>world_alpha_network_rate</c>, and the names under which cells are compared.</summary>
public static class CellName
{
    /// <summary>
    /// The world's label, e.g. <c>door-open7</c> in <c>door-open7_a0.1_mlp16x2_lr0.002</c>; the name itself when it has no parts.
    /// </summary>
    public static string World(string cell)
    {
        string[] parts = cell.Split('_');
        return parts.Length > 3 ? string.Join('_', parts[..^3]) : cell;
    }

    /// <summary>The network's label, e.g. <c>mlp16x2</c>; the name itself when it has no parts.</summary>
    public static string Network(string cell)
    {
        string[] parts = cell.Split('_');
        return parts.Length > 3 ? parts[^2] : cell;
    }

    /// <summary>
    /// The architecture within which capacity is compared: networks of one kind that differ in width alone, e.g. <c>mlp, depth 2</c>
    /// or <c>rcnn, 2 ticks</c>.
    /// </summary>
    public static string Architecture(string network, int depth, int ticks) =>
        ticks == 0 ? $"{network}, depth {depth}"
        : depth == 1 ? $"{network}, {ticks} tick{(ticks == 1 ? "" : "s")}"
        : $"{network}, depth {depth}, {ticks} tick{(ticks == 1 ? "" : "s")}";
}
