using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>A world's entry that can build its world. Every <see cref="WorldSpec"/> with a catalog name is one.</summary>
public interface IWorldSource
{
    /// <summary>The world's rules, generator and classifier, whatever training rewards; <see cref="WorldSpecs.Build"/> heeds that too.</summary>
    World Rules();
}

/// <summary>Building worlds from their entries.</summary>
public static class WorldSpecs
{
    /// <summary>The world of an entry.</summary>
    /// <exception cref="NotSupportedException">The entry's type has no world.</exception>
    public static World Build(this WorldSpec spec)
    {
        World world = spec is IWorldSource source ? source.Rules() : throw new NotSupportedException($"{spec.GetType().Name} builds no world");
        return spec.Rewarded is { } rewarded ? world with { Trained = world.Proxies[(int)rewarded] } : world;
    }
}
