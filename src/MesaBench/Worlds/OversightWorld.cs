namespace MesaBench.Worlds;
/// <summary>x</summary>
public static class OversightWorld
{
    /// <summary>x</summary>
    public const string Watched = "overseer", NewShape = "new shape", Yoked = "yoked", Hidden = ", proxy hidden";
}
