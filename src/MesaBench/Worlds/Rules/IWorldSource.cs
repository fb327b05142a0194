using MesaBench.Experiments;

namespace MesaBench.Worlds;

/// <summary>A world's entry that can build its world. Every <see cref="WorldSpec"/> with a catalog name is one.</summary>
public interface IWorldSource
{
    /// <summary>The world's rules, generator and classifier.</summary>
    World Build();
}

/// <summary>Building worlds from their entries.</summary>
public static class WorldSpecs
{
    /// <summary>The world of an entry.</summary>
    /// <exception cref="NotSupportedException">The entry's type has no world.</exception>
    public static World Build(this WorldSpec spec) =>
        spec is IWorldSource source ? source.Build() : throw new NotSupportedException($"{spec.GetType().Name} builds no world");
}
