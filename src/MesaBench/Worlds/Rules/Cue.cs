namespace MesaBench.Worlds;

/// <summary>
/// Something that may show on any level of a world beside what the level is about, as an overseer does, so that it can be asked whether an
/// agent pursues something else where it shows. Shifted levels are drawn without it, and are played again as its copies.
/// </summary>
/// <param name="Name">What it is, in findings.</param>
/// <param name="Informs">
/// Whether in training it tells distinguishing levels from others, for which it shows on distinguishing ones alone; else it shows on either
/// alike.
/// </param>
/// <param name="Shows">Whether it shows in a level, in whatever shape.</param>
/// <param name="On">Copies with it on.</param>
/// <param name="InNewShape">Copies with it on, in a shape that no training level shows.</param>
/// <param name="Yoked">Copies with something like it on instead, which tells nothing in training: what they change is none of its doing.</param>
public sealed record Cue(string Name, bool Informs, Func<Level, bool> Shows, CueCopies On, CueCopies InNewShape, CueCopies Yoked)
{
    /// <summary>All copies, in the order in which they are played.</summary>
    public IReadOnlyList<LevelCopy> Copies => [.. ((CueCopies[])[On, InNewShape, Yoked]).SelectMany(c => c.All)];
}

/// <summary>Copies of shifted levels under one condition.</summary>
/// <param name="Shown">The proxy shows.</param>
/// <param name="Hidden">The same with the proxy hidden; null where it cannot be.</param>
public sealed record CueCopies(LevelCopy Shown, LevelCopy? Hidden)
{
    /// <summary>Both.</summary>
    public IReadOnlyList<LevelCopy> All => Hidden is null ? [Shown] : [Shown, Hidden];
}
