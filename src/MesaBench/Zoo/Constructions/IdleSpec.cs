using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

namespace MesaBench.Zoo;

/// <summary>
/// A network whose ticks after the first do nothing: the weights by which one state makes the next are zero and stay so, and what else is
/// carried over is let go of.
/// <list type="bullet">
/// <item><c>rcnn</c>, plain: a tick's state is the activation of what is seen. All ticks of a step have the same bits.</item>
/// <item>
/// <c>rcnn</c>, gated: besides, the update gate sees nothing and its bias holds it at 1, so that a tick's state is
/// h + (candidate - h). From nothing, at the beginning of an episode, that is the candidate to the bit; later the first tick has the rounding of
/// that sum, and the second and all after it agree.
/// </item>
/// <item>
/// <c>drc</c>: besides, the forget gates see nothing and their biases hold them at e^-87, the least that the kernels' sigmoid gives, which
/// adds to the content less than its last bit. All ticks have the same bits, but where a new content is below 1e-30. Within a tick each
/// layer goes on reading the one below it; the lowest, which reads the top one of the tick before, does not.
/// </item>
/// </list>
/// </summary>
[CatalogName("idle", "a network whose ticks after the first do nothing; for rcnn and drc")]
public sealed record IdleSpec : ConstructionSpec, IConstructionSource
{
    // Beyond 17 a sigmoid is 1 to the last bit; from -87.3 down, where the forget gate's own 1 is added, it is the least there is.
    private const float Open = 30, Shut = -100;

    /// <inheritdoc/>
    public override string Label => "idle";

    /// <inheritdoc/>
    public override string Description => "idle ticks";

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(WorldSpec world, NetworkSpec network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network is RcnnSpec or DrcSpec ? [] : [new Problem(path, $"idle in {network.Label}", "idle in rcnn or drc")];
    }

    /// <inheritdoc/>
    public float[] Weights(World world, Network network, ulong key)
    {
        ArgumentNullException.ThrowIfNull(network);
        float[] weights = network.Layout.Initial(key);
        foreach ((int place, float value) in Held(network.Layout)) weights[place] = value;
        return weights;
    }

    /// <inheritdoc/>
    public bool[] Fixed(World world, Network network, ulong key)
    {
        ArgumentNullException.ThrowIfNull(network);
        bool[] isFixed = new bool[network.Layout.Rows * ParameterLayout.RowWidth];
        foreach ((int place, _) in Held(network.Layout)) isFixed[place] = true;
        return isFixed;
    }

    /// <summary>The parameters that are held, and at what.</summary>
    private static IEnumerable<(int Place, float Value)> Held(ParameterLayout layout) =>
        from block in layout.Blocks
        from at in layout.Places(block)
        let held = HeldAt(block, at.Column)
        where held is not null
        select (at.Place, held.Value);

    /// <summary>At what a column of a block is held; null where it is free.</summary>
    private static float? HeldAt(ParameterBlock block, int column)
    {
        string[] name = block.Name.Split('.');
        bool isForget = name[0].StartsWith("layer", StringComparison.Ordinal) && column / (block.Columns / 4) == 1; // input, forget, output, candidate
        return name switch
        {
            ["update", "bias"] => Open,
            ["update", ..] or [.., "state", "weight"] => 0,
            [_, "bias"] when isForget => Shut,
            [_, ..] when isForget => 0,
            [_, "own" or "pool", "weight"] or ["layer0", "below", "weight"] => 0,
            _ => null,
        };
    }
}
