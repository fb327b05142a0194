using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Experiments;
using MesaBench.Networks;

namespace MesaBench.Probing;

/// <summary>A direction that is added to a state whenever it arises, before anything is computed from it.</summary>
/// <param name="Site">Where it is added.</param>
/// <param name="Direction">The direction: of a state of cells [cell x feature], else [feature].</param>
public sealed record SiteEdit(Site Site, float[] Direction)
{
    /// <summary>
    /// Directions by the names of sites: <c>layer0.tick2.h</c> for one tick, <c>layer0.h</c> for every tick. At sites with cells they are [channel, cell], or [channel] for all cells alike; at others [feature].
    /// </summary>
    /// <param name="tensors">The directions.</param>
    /// <param name="sites">The network's sites.</param>
    /// <param name="cells">Cells of the grid.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="InvalidInputException">A name is none of a site, a shape is not that of its state, or a number is none; all of them are named.</exception>
    public static IReadOnlyList<SiteEdit> Of(IReadOnlyList<NamedTensor> tensors, IReadOnlyList<Site> sites, int cells, string source)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        List<SiteEdit> edits = [];
        List<Problem> problems = [];
        void Bad(NamedTensor tensor, string found, string allowed) => problems.Add(new Problem($"{source}: tensor '{tensor.Name}'", found, allowed));
        string[] names = [.. sites.Select(site => site.Name), .. sites.Select(site => site.Untimed).Distinct().Except(sites.Select(site => site.Name))];
        if (tensors.Count == 0) problems.Add(new Problem(source, "no tensors", "directions, named after sites"));
        foreach (NamedTensor tensor in tensors)
        {
            Site[] meant = [.. sites.Where(site => site.Name == tensor.Name || site.Untimed == tensor.Name)];
            if (meant.Length == 0) Bad(tensor, "a name of no site", Names.Suggest(tensor.Name, names));
            else if (!Shapes(meant[0], cells).Any(tensor.Shape.SequenceEqual)) Bad(tensor, $"shape {tensor.ShapeText}", string.Join(" or ", Shapes(meant[0], cells).Select(NamedTensor.Words)));
            else if (!tensor.Values.All(float.IsFinite)) Bad(tensor, "a number that is not finite", "finite ones");
            else edits.AddRange(meant.Select(site => new SiteEdit(site, Laid(site, tensor, cells))));
        }
        return problems.Count == 0 ? edits : throw new InvalidInputException(problems);
    }

    /// <summary>A listener that adds directions.</summary>
    /// <param name="engine">The engine of the actor that it is to listen to.</param>
    /// <param name="edits">The directions.</param>
    /// <param name="scale">What they are multiplied with.</param>
    internal static SiteListener Listener(IEngine engine, IReadOnlyList<SiteEdit> edits, float scale)
    {
        (Site Site, Tensor Direction)[] uploaded = [.. edits.Select(edit => (edit.Site, Upload(engine, edit.Direction)))];
        return (site, _, state) =>
        {
            foreach ((Site at, Tensor direction) in uploaded)
                if (at == site) engine.Run(new AddDirection(state, site.HasSamplesSideBySide, direction, scale));
        };
    }

    private static IEnumerable<int[]> Shapes(Site site, int cells) => site.IsSpatial ? [[site.Width, cells], [site.Width]] : [[site.Width]];

    private static float[] Laid(Site site, NamedTensor tensor, int cells) => !site.IsSpatial ? tensor.Values
        : [.. from cell in Enumerable.Range(0, cells)
              from channel in Enumerable.Range(0, site.Width)
              select tensor.Values[tensor.Shape.Length == 1 ? channel : channel * cells + cell]];

    private static Tensor Upload(IEngine engine, float[] direction)
    {
        Tensor to = engine.Floats(1, 1, direction.Length);
        float[] padded = new float[to.RowStride];
        direction.CopyTo(padded, 0);
        engine.Upload(padded, to);
        return to;
    }
}
