namespace MesaBench.Worlds;

/// <summary>Classifies levels of one world.</summary>
public interface ILevelClassifier
{
    /// <summary>The facts of a level; null when a class is wanted and the level is of another.</summary>
    LevelFacts? Classify(Level level, LevelClass? wanted);
}
