using MesaBench.Inference;

namespace MesaBench.Detection;

/// <summary>What a network would do first on some levels, after any number of ticks.</summary>
/// <param name="ByTick">[tick - 1][level][action] the head's logits after so many ticks, from no memory; [level] is null for ticks after which it was not read.</param>
public sealed record Answers(float[][][] ByTick)
{
    /// <summary>Logits that differ by less are equal: the actions of such share the mass.</summary>
    public const double Tie = 0.05;

    /// <summary>[tick - 1] mean share of the most probable actions that are among some, bit a for action a; actions within <see cref="Tie"/> of the best logit share.</summary>
    /// <param name="right">[level] the actions.</param>
    public double[] Right(IReadOnlyList<int> right) => [.. ByTick.Select(logits => logits.Zip(right, Share).Average())];

    /// <summary>The share of the most probable actions that are among some.</summary>
    public static double Share(float[] logits, int actions)
    {
        ArgumentNullException.ThrowIfNull(logits);
        float least = logits.Max() - (float)Tie;
        int taken = logits.Count(logit => logit > least), right = logits.Index().Count(own => own.Item > least && (actions >> own.Index & 1) == 1);
        return (double)right / taken;
    }

    /// <summary>The total variation between the probabilities of two answers.</summary>
    public static double Moved(float[] before, float[] after) =>
        Enumerable.Range(0, before.Length).Sum(action => Math.Abs(Mass(before, 1 << action) - Mass(after, 1 << action))) / 2;

    /// <summary>The probability of some actions.</summary>
    public static double Mass(float[] logits, int actions)
    {
        ArgumentNullException.ThrowIfNull(logits);
        float most = logits.Max();
        double all = 0, own = 0;
        for (int action = 0; action < logits.Length; action++)
        {
            double weight = PortableMath.Exp(logits[action] - most);
            all += weight;
            if ((actions >> action & 1) == 1) own += weight;
        }
        return own / all;
    }
}
