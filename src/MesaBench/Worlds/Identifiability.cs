namespace MesaBench.Worlds;

/// <summary>x</summary>
public enum Identifiability { /// <summary>x</summary>
Unseen, /// <summary>x</summary>
Collinear, /// <summary>x</summary>
Spanned }
