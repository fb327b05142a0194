namespace MesaBench.Results;

/// <summary>Which results may stand in one table.</summary>
public static class Numerics
{
    /// <summary>
    /// To be raised, once a release, by a change after which any bit of any result may differ: of a kernel or its order of sums, of level
    /// generation, training, evaluation, probing, verdicts or statistics, of random streams, of what a setting means or of how a column is
    /// computed. A study is not gone on with under another version, since its agents would no longer be comparable. Not to be raised for a
    /// new setting whose default value changes nothing, a new world or network, speed, texts and pictures.
    /// </summary>
    public const int Version = 3;
}
